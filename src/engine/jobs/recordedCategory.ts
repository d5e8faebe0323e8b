import path from "node:path";
import type { RunRecord } from "../runs/runRecord.ts";

/**
 * Number of the run's category that a category of a folder is evaluated as: the one of the same name; a run of one category
 * also takes a folder of one category under another name. Null if there is none.
 *
 * @param name the folder's category
 * @param count how many categories the folder has
 */
export function recordedCategory({ categories }: RunRecord, name: string, count: number): number | null {
  const exact = categories.findIndex((one) => one.name === name);
  if (exact >= 0) return exact;
  // Below another folder, the same category may have a longer or a shorter name.
  const index = categories.findIndex((one) => path.basename(one.name) === path.basename(name));
  if (index >= 0) return index;
  return categories.length === 1 && count === 1 ? 0 : null;
}
