import path from "node:path";
import { assignMaskFolders } from "./assignMaskFolders.ts";
import { assignMasks, reportMissingMasks } from "./assignMasks.ts";
import { collectImages } from "./collectImages.ts";
import type { DatasetItem } from "./datasetIndex.ts";
import { enter, enterAny, type Folder, type Scan } from "./folder.ts";
import { isGoodName, MASK_FOLDERS } from "./folderNames.ts";
import { isImageName } from "./imageNames.ts";
import type { Reading } from "./reading.ts";
import { reportLooseImages } from "./reportLooseImages.ts";
import { setAsideFolder } from "./setAsideFolder.ts";
import { readUnlabelledTests } from "./unlabelledTests.ts";

/**
 * Reads a category in the layout of MVTec AD: `train/good`, `test/good`, `test/<defect>` and masks in
 * `ground_truth/<defect>`. MPDD is laid out so, and BTAD's `ok` and `ko` and VisA's prepared tree are the same layout with
 * other names. MVTec LOCO AD has a folder of masks for each image, MVTec AD 2 `test_public` with the masks inside, and test
 * images without labels. Images of a validation split are set aside: published protocols neither learn from them nor test
 * on them.
 *
 * @returns null if the folder has `good` neither in `train` nor in `test`
 */
export async function readMvtecLayout(category: Folder, scan: Scan): Promise<Reading | null> {
  const train = await enterAny(category, ["train"], scan);
  const test = await enterAny(category, ["test", "test_public"], scan);
  const parts = [train, test].filter((part) => part !== null);
  if (!parts.some((part) => [...part.folders.keys()].some(isGoodName))) return null;
  for (const part of parts) reportLooseImages(part, scan);

  const isAd2 = test !== null && /^test_public$/i.test(path.basename(test.path));
  const masks = await enterAny(isAd2 ? test : category, MASK_FOLDERS, scan);
  const normals = train ? await readTrain(train, path.basename(train.path), scan) : [];
  const items = normals.concat(test ? await readTest(test, path.basename(test.path), masks, scan) : []);
  const inFolders = masks ? await readMasks(masks, items, scan) : 0;
  reportMissingMasks(items, scan.problems);
  if (normals.length === 0) {
    const message = "There are no normal training images in train/good.";
    scan.problems.error("normals-missing", category.path, message, "Put normal images there or name support files.");
  }
  const validation = await enterAny(category, ["validation", "val"], scan);
  const setAside = validation ? await setAsideFolder(validation, path.basename(validation.path), scan) : [];
  if (isAd2) setAside.push(...(await readUnlabelledTests(category, scan)));
  return { kind: isAd2 ? "mvtec-ad-2" : inFolders > 0 ? "mvtec-loco" : "mvtec", items, setAside };
}

async function readTrain(train: Folder, id: string, scan: Scan): Promise<DatasetItem[]> {
  const items: DatasetItem[][] = [];
  for (const name of train.folders.keys()) {
    const folder = await enter(train, name, scan);
    if (!folder) continue;
    if (isGoodName(name)) {
      items.push(collectImages(folder, `${id}/${name}`, { split: "train", label: 0, defect: "good" }, scan));
    } else {
      const message = "Only normal images are learnt from; this folder is left out.";
      scan.problems.warn("folder-ignored", folder.path, message, "Move its images to test if they are to be scored.");
    }
  }
  return items.flat();
}

async function readTest(test: Folder, id: string, masks: Folder | null, scan: Scan): Promise<DatasetItem[]> {
  const items: DatasetItem[][] = [];
  for (const name of test.folders.keys()) {
    const folder = await enter(test, name, scan);
    if (!folder || folder.path === masks?.path) continue;
    const normal = isGoodName(name);
    const kind = { split: "test", label: normal ? 0 : 1, defect: normal ? "good" : name } as const;
    const found = collectImages(folder, `${id}/${name}`, kind, scan);
    if (found.length === 0) {
      scan.problems.warn(
        "folder-empty",
        folder.path,
        "The folder holds no images.",
        "Add images or remove the folder.",
      );
    }
    items.push(found);
  }
  return items.flat();
}

/** Returns how many masks lie in folders of single images. */
async function readMasks(root: Folder, items: readonly DatasetItem[], scan: Scan): Promise<number> {
  const anomalous = items.filter((item) => item.label === 1);
  // Numbering restarts in each defect folder, so masks that lie in no such folder fit only where there is just one.
  const loose = root.files.filter(isImageName);
  const single = new Set(anomalous.map((item) => item.defect)).size === 1;
  if (loose.length > 0) assignMasks(single ? anomalous : [], root.path, loose, scan.problems);
  let inFolders = 0;
  for (const name of root.folders.keys()) {
    const folder = await enter(root, name, scan);
    if (!folder) continue;
    const ofDefect = anomalous.filter((item) => item.defect === name);
    inFolders += await assignMaskFolders(ofDefect, folder, scan);
    const masks = folder.files.filter(isImageName);
    // Some data sets add black masks for their normal images; those say nothing.
    if (masks.length === 0 || isGoodName(name)) continue;
    assignMasks(ofDefect, folder.path, masks, scan.problems);
  }
  return inFolders;
}
