import path from "node:path";
import type { DatasetItem } from "./datasetIndex.ts";
import { enter, type Folder, type Scan } from "./folder.ts";
import { isImageName, stemOf } from "./imageNames.ts";
import { count, listNames } from "./problemLog.ts";

/**
 * Gives each item the folder that bears its name and holds its masks, one for each defect, as in MVTec LOCO AD's
 * `ground_truth/<defect>/<image>/000.png`. Items that have a mask keep it. Folders of no item are reported.
 *
 * @returns how many masks lie in the folders that were given
 */
export async function assignMaskFolders(items: readonly DatasetItem[], folder: Folder, scan: Scan): Promise<number> {
  const byStem = new Map(items.map((item) => [stemOf(path.basename(item.path)), item]));
  const orphans: string[] = [];
  let masks = 0;
  for (const name of folder.folders.keys()) {
    const inner = await enter(folder, name, scan);
    const found = inner?.files.filter(isImageName).length ?? 0;
    if (!inner || found === 0) continue;
    const item = byStem.get(name.normalize("NFC"));
    if (!item) orphans.push(name);
    else {
      item.mask ??= inner.path;
      masks += found;
    }
  }
  if (orphans.length > 0) {
    const message = `${count(orphans.length, "folder of masks belongs", "folders of masks belong")} to no image: ${listNames(orphans)}.`;
    scan.problems.warn("mask-orphan", folder.path, message, "Name folders of masks after their images, as in 000.");
  }
  return masks;
}
