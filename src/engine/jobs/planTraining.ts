import { AnopleError } from "../base/errors.ts";
import { indexDataset, type Problem } from "../data/datasetIndex.ts";
import { checkImage } from "../imaging/decode.ts";
import { chooseCategories } from "./chooseCategories.ts";
import { chooseSupports } from "./chooseSupports.ts";
import { type CategorySummary, summariseCategory } from "./datasets.ts";
import type { TrainRequest } from "./requests.ts";

type PlanRequest = Pick<TrainRequest, "folder" | "shots" | "seed" | "support" | "categories">;

/** What a training would find and use. */
interface TrainingPlan {
  evidence: string;
  problems: Problem[];
  categories: (CategorySummary & { support: string[] })[];
}

/**
 * Finds out what a training would learn from, before anything is written. Of the support images only the headers are read;
 * one that can't be read is among the problems.
 *
 * @throws AnopleError as the training would: "data" for a folder without images or with too few, "usage"
 */
export async function planTraining(request: PlanRequest, signal: AbortSignal): Promise<TrainingPlan> {
  const index = await indexDataset(request.folder, signal);
  const categories = chooseCategories(index.categories, request.categories, request.folder);
  const supports = await chooseSupports(categories, request);
  const problems = [...index.problems];
  for (const { path } of supports.flat()) {
    const error = await checkImage(path).catch((thrown) => thrown);
    if (!error) continue;
    if (!(error instanceof AnopleError)) throw error;
    problems.push({ code: "support-unreadable", severity: "error", path, message: error.message, fix: error.hint });
  }
  return {
    evidence: index.evidence,
    problems,
    categories: categories.map((category, i) => ({
      ...summariseCategory(category),
      support: supports[i]!.map(({ path }) => path),
    })),
  };
}
