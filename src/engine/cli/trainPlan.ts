import path from "node:path";
import { AnopleError } from "../base/errors.ts";
import { commandOf } from "../jobs/commandOf.ts";
import type { TrainRequest } from "../jobs/requests.ts";

/** What is to be trained; each seed, and each category where they get a run of their own, makes one run. */
export interface TrainWish {
  readonly base: Omit<TrainRequest, "seed" | "out" | "command" | "categories">;
  readonly seeds: readonly number[];
  /** Categories by name; all when missing. */
  readonly categories?: readonly string[];
  readonly perCategory: boolean;
  /** The run directory; the folder of the run directories where there are several. */
  readonly out?: string;
}

/** One run of several. */
export interface PlannedRun {
  /** The one category that it learns; null for all that were asked for. */
  readonly category: string | null;
  readonly request: TrainRequest;
}

/** Lists the runs, all seeds of a category in turn. */
export function planRuns(wish: TrainWish): PlannedRun[] {
  const { base, seeds, categories, perCategory, out } = wish;
  const groups = perCategory ? categories! : [null];
  const many = groups.length * seeds.length > 1;
  return groups.flatMap((category) =>
    seeds.map((seed) => {
      const names = category === null ? categories : [category];
      const request = {
        ...base,
        seed,
        ...(names && { categories: names }),
        ...(out !== undefined && { out: many ? path.join(out, runFolder(category, seed)) : out }),
      };
      return { category, request: { ...request, command: commandOf(request) } };
    }),
  );
}

/**
 * Reads `--seeds 0,1,2`.
 * @throws AnopleError("usage")
 */
export function parseSeeds(text: string): number[] {
  const seeds = text.split(",").map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN));
  if (!seeds.every(Number.isSafeInteger) || new Set(seeds).size < seeds.length)
    throw new AnopleError("usage", `--seeds is "${text}".`, "Write different whole numbers: --seeds 0,1,2.");
  return seeds;
}

/** A category of a nested data set has "/" in its name; a run directory must not lie in another. */
function runFolder(category: string | null, seed: number): string {
  return category === null ? `seed-${seed}` : `${category.replaceAll("/", "+")}-seed-${seed}`;
}
