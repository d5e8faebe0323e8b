import path from "node:path";
import type { Category, DatasetItem } from "./datasetIndex.ts";

/**
 * The images that a category is evaluated on: its test images without the support. Where a data set brings no normal
 * test images (layouts "good-bad" and "normals"), the normal images that were not drawn as support take their place, as
 * items of the split "test".
 *
 * @param support the images that were learnt from; only their paths count
 * @returns the items by id
 */
export function splitForEvaluation(category: Category, support: readonly { path: string }[]): DatasetItem[] {
  const learnt = new Set(support.map((file) => path.resolve(file.path)));
  const unseen = category.items.filter((item) => !learnt.has(path.resolve(item.path)));
  const hasTestNormals = category.items.some((item) => item.split === "test" && item.label === 0);
  if (hasTestNormals) return unseen.filter((item) => item.split === "test");
  return unseen.map((item) => ({ ...item, split: "test" }));
}
