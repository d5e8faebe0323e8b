import path from "node:path";
import { assignMasks } from "./assignMasks.ts";
import type { DatasetItem } from "./datasetIndex.ts";
import type { Folder, Scan } from "./folder.ts";
import { isImageName, separateMasks, stemOf } from "./imageNames.ts";
import { count, listNames } from "./problemLog.ts";

/** Left by file managers; not worth a word. */
const LITTER = new Set(["thumbs.db", "desktop.ini"]);

/**
 * Makes items of the images that lie directly in a folder. Other files and names that differ only in their extension are
 * reported. Masks beside their images (`000.jpg`, `000_mask.png`) become no items but the masks of theirs.
 *
 * @param id the folder relative to the category, with "/" separators, or "" for the category itself
 */
export function collectImages(
  folder: Folder,
  id: string,
  kind: Pick<DatasetItem, "split" | "label" | "defect">,
  scan: Scan,
): DatasetItem[] {
  const { images, masks } = separateMasks(folder.files.filter(isImageName));
  const others = folder.files.filter((name) => !isImageName(name) && !LITTER.has(name.toLowerCase()));
  if (others.length > 0) {
    const message = `${count(others.length, "file is", "files are")} not an image and left out: ${listNames(others)}.`;
    scan.problems.warn("file-ignored", folder.path, message, "Nothing, unless images are missing.");
  }
  const twins = stemTwins(images);
  if (twins.length > 0) {
    const message = `These images differ only in their extension, so they share masks and maps: ${listNames(twins)}.`;
    scan.problems.warn("stem-duplicate", folder.path, message, "Remove or rename one of each.");
  }
  const items = images.map((name) => ({
    path: path.join(folder.path, name),
    id: id === "" ? name : `${id}/${name}`,
    ...kind,
    mask: null,
  }));
  if (kind.label === 1 && masks.length > 0) assignMasks(items, folder.path, masks, scan.problems);
  return items;
}

function stemTwins(names: readonly string[]): string[] {
  const first = new Map<string, string>();
  const twins: string[] = [];
  for (const name of names) {
    const stem = stemOf(name);
    const other = first.get(stem);
    if (other === undefined) first.set(stem, name);
    else twins.push(`${other} and ${name}`);
  }
  return twins;
}
