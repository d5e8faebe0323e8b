import { AnopleError } from "../base/errors.ts";
import type { Category } from "../data/datasetIndex.ts";

/**
 * The categories that a request names, or all.
 *
 * @throws AnopleError("data") naming the folder and the categories it has when one is not there
 */
export function chooseCategories(
  found: readonly Category[],
  wanted: readonly string[] | undefined,
  folder: string,
): Category[] {
  if (!wanted || wanted.length === 0) return [...found];
  return wanted.map((name) => {
    const category = found.find((candidate) => candidate.name === name);
    if (category) return category;
    const names = found.map((candidate) => candidate.name).join(", ");
    throw new AnopleError("data", `${folder} has no category "${name}".`, `It has: ${names}.`);
  });
}
