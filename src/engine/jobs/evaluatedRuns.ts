import { stat } from "node:fs/promises";
import { AnopleError } from "../base/errors.ts";
import { openRun } from "../runs/openRun.ts";
import type { RunDirectory } from "../runs/runDirectory.ts";
import { type ColourScale, colourScale } from "./colourScale.ts";
import { recordedConfig } from "./recordedModel.ts";
import type { EvaluatedImage } from "./requests.ts";
import { readEvaluation, readPatchMaps, type StoredEvaluation } from "./storedEvaluation.ts";

/** A run's evaluation with what its pictures are drawn from. */
interface EvaluatedRun {
  readonly evaluation: StoredEvaluation;
  /** By name; empty where an earlier version evaluated without storing maps. */
  readonly categories: ReadonlyMap<string, MappedCategory>;
  /** Of the run's maps. */
  readonly smoothing: number;
}

interface MappedCategory {
  /** One for all images, so that their colours can be compared. */
  readonly scale: ColourScale;
  readonly images: ReadonlyMap<string, EvaluatedImage>;
}

/** Reads evaluations for pictures, and keeps those of the last runs that were asked for. */
export interface EvaluatedRuns {
  /** Null for a run that was not evaluated. Throws AnopleError("run") for a damaged evaluation. */
  read(location: string): Promise<EvaluatedRun | null>;
}

/** Two, so that runs can be compared; maps of a large data set take some 10 MB. */
const KEPT = 2;

/** What was read is kept while metrics.json is the same file. */
export function keepEvaluatedRuns(): EvaluatedRuns {
  const kept = new Map<string, { version: string; content: Promise<EvaluatedRun | null> }>();
  return {
    async read(location) {
      const run = await openRun(location);
      const found = await stat(run.file("metrics.json")).catch(() => null);
      const version = found ? `${found.mtimeMs}:${found.size}` : "none";
      let entry = kept.get(run.path);
      if (entry?.version !== version) entry = { version, content: readEvaluated(run) };
      kept.delete(run.path);
      kept.set(run.path, entry);
      for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
      const { content } = entry;
      content.catch(() => {
        if (kept.get(run.path)?.content === content) kept.delete(run.path);
      });
      return content;
    },
  };
}

async function readEvaluated(run: RunDirectory): Promise<EvaluatedRun | null> {
  const evaluation = await readEvaluation(run);
  if (evaluation === null) return null;
  const maps = await readPatchMaps(run, evaluation);
  const { smoothing } = recordedConfig(run);
  const mapped = maps?.map((ofCategory, i): [string, MappedCategory] => {
    const { category, images } = evaluation.categories[i]!;
    const withMaps = images.map((image, k) => ({ ...image, patchMap: ofCategory[k]! }));
    return [category, { scale: colourScale(withMaps), images: new Map(withMaps.map((image) => [image.id, image])) }];
  });
  return { evaluation, categories: new Map(mapped), smoothing };
}

/**
 * An evaluated image with its map.
 *
 * @throws AnopleError("run") saying what to do where there is none
 */
export function findMapped(
  evaluated: EvaluatedRun | null,
  run: string,
  category: string,
  id: string,
): { image: EvaluatedImage; scale: ColourScale; smoothing: number } {
  if (evaluated === null) throw new AnopleError("run", `${run} was not evaluated.`, "Evaluate the run.");
  const mapped = evaluated.categories.get(category);
  const image = mapped?.images.get(id);
  if (mapped && image) return { image, scale: mapped.scale, smoothing: evaluated.smoothing };
  const known = evaluated.evaluation.categories.some((one) => one.category === category);
  const message =
    known && !mapped
      ? `The anomaly maps of ${run} were not stored when it was evaluated.`
      : `${id} of "${category}" is not among the images that ${run} was evaluated on.`;
  throw new AnopleError("run", message, "Evaluate the run again.");
}
