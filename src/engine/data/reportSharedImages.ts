import path from "node:path";
import type { DatasetItem } from "./datasetIndex.ts";
import type { Folder, Scan } from "./folder.ts";
import { count, listNames } from "./problemLog.ts";

/**
 * Reports images that are learnt from and tested, because a link to the file or its folder gives them a second place. What
 * was copied is not found: no content is read.
 */
export function reportSharedImages(category: Folder, items: readonly DatasetItem[], scan: Scan): void {
  const { links } = scan;
  if (links.size === 0) return;
  const realPlace = ({ path: file }: DatasetItem) => {
    const folder = path.dirname(file);
    return links.get(file) ?? path.join(links.get(folder) ?? folder, path.basename(file));
  };
  const learnt = new Set(items.filter(({ split }) => split === "train").map(realPlace));
  const shared = items.filter((item) => item.split === "test" && learnt.has(realPlace(item)));
  if (shared.length === 0) return;
  const message = `${count(shared.length, "test image is a training image", "test images are training images")}, too, through a link: ${listNames(shared.map(({ id }) => id))}.`;
  scan.problems.warn("train-in-test", category.path, message, "Remove the link; such images make results look better.");
}
