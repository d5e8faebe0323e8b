import { AnopleError } from "../base/errors.ts";
import type { Category, DatasetItem } from "../data/datasetIndex.ts";
import { drawSupport, resolveSupport } from "../data/supportDraw.ts";

/** Which images to learn from: a draw of `shots`, or those named. */
export interface SupportChoice {
  /** Support images a category. */
  readonly shots: number;
  /** Number of the draw. */
  readonly seed: number;
  /** Explicit support images instead of a draw; only with one category. */
  readonly support?: readonly string[];
}

/**
 * The support images of each category.
 *
 * @throws AnopleError "data" for too few normal images and files that can't be support images; "usage" for images named
 *   with several categories
 */
export async function chooseSupports(
  categories: readonly Category[],
  { shots, seed, support }: SupportChoice,
): Promise<DatasetItem[][]> {
  if (!support || support.length === 0) return categories.map(({ items }) => drawSupport(items, shots, seed));
  if (categories.length > 1) {
    const message = "Support images can be named for one category only.";
    throw new AnopleError("usage", message, "Choose a category, or leave the support images to the draw.");
  }
  return Promise.all(categories.map((category) => resolveSupport(category, support)));
}
