import path from "node:path";
import { assignMasks } from "./assignMasks.ts";
import { collectImages } from "./collectImages.ts";
import type { DatasetItem } from "./datasetIndex.ts";
import { enter, enterAny, type Folder, type Scan } from "./folder.ts";
import { isBadName, isGenericName, isGoodName, isMaskFolderName, MASK_FOLDERS } from "./folderNames.ts";
import { isImageName } from "./imageNames.ts";
import { reportLooseImages } from "./reportLooseImages.ts";
import { reportOtherFolders } from "./reportOtherFolders.ts";

/** `bad/<defect>/<part>` and the like; deeper folders are not looked into. */
const MAX_DEPTH = 3;

/**
 * Reads a folder with `good` and, if there is one, `bad` (or their synonyms). There is no split, so the normal images
 * are candidates for the support ("train") and the anomalous ones are "test". Folders inside `bad` name the defects.
 * Masks lie beside their images or, under the names of the image folders, in a folder such as `ground_truth` or `masks`
 * in or beside `bad`, or beside a folder `Images` that holds the two (VisA's `Images/Anomaly` and `Masks/Anomaly`).
 *
 * Missing masks are not reported: a table beside the images may still say that an image is normal after all.
 *
 * @param parent the folder above, null above the data set
 * @returns the images in no particular order, or null if there is no `good` with images in it
 */
export async function readGoodBadLayout(
  category: Folder,
  parent: Folder | null,
  scan: Scan,
): Promise<DatasetItem[] | null> {
  const names = [...category.folders.keys()];
  const normals: DatasetItem[][] = [];
  for (const name of names.filter(isGoodName)) {
    const folder = await enter(category, name, scan);
    for (const part of folder ? await descend(folder, [name], scan) : []) {
      normals.push(collectImages(part.folder, part.id.join("/"), { split: "train", label: 0, defect: "good" }, scan));
    }
  }
  if (normals.flat().length === 0) return null;

  const outer =
    parent && isGenericName(path.basename(category.path)) ? await enterAny(parent, MASK_FOLDERS, scan) : null;
  const masks = (await enterAny(category, MASK_FOLDERS, scan)) ?? outer;
  const anomalous: DatasetItem[][] = [];
  for (const name of names.filter(isBadName)) {
    const folder = await enter(category, name, scan);
    for (const part of folder ? await descend(folder, [name], scan) : []) {
      const kind = { split: "test", label: 1, defect: part.id[1] ?? name } as const;
      const items = collectImages(part.folder, part.id.join("/"), kind, scan);
      const maskFolder = items.length > 0 ? await findMasks(part, masks, scan) : null;
      if (maskFolder) assignMasks(items, maskFolder.path, maskFolder.files.filter(isImageName), scan.problems);
      anomalous.push(items);
    }
  }
  reportLooseImages(category, scan);
  await reportOtherFolders(category, scan);
  return [...normals, ...anomalous].flat();
}

/** A folder of images, and the names that lead to it from the category. */
interface Part {
  folder: Folder;
  id: readonly string[];
}

/** The folder and the folders in it, without those of masks. */
async function descend(folder: Folder, id: readonly string[], scan: Scan): Promise<Part[]> {
  const found: Part[] = [{ folder, id }];
  if (id.length === MAX_DEPTH) return found;
  for (const name of folder.folders.keys()) {
    const inner = isMaskFolderName(name) ? null : await enter(folder, name, scan);
    if (inner) found.push(...(await descend(inner, [...id, name], scan)));
  }
  return found;
}

/** Of images in `bad/scratch`: `bad/scratch/<masks>`, `<masks>/bad/scratch` or `<masks>/scratch`; of `bad`: `<masks>`. */
async function findMasks(images: Part, masks: Folder | null, scan: Scan): Promise<Folder | null> {
  const inside = await enterAny(images.folder, MASK_FOLDERS, scan);
  if (inside?.files.some(isImageName)) return inside;
  for (const names of [images.id, images.id.slice(1)]) {
    let folder = masks;
    for (const name of names) folder = folder && (await enter(folder, name, scan));
    if (folder?.files.some(isImageName)) return folder;
  }
  return null;
}
