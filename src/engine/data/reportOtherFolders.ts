import { enter, type Folder, type Scan } from "./folder.ts";
import { isBadName, isGoodName, isMaskFolderName } from "./folderNames.ts";
import { isImageName } from "./imageNames.ts";
import { count } from "./problemLog.ts";

/** A folder that is neither good nor bad might be forgotten defects, so it isn't passed over in silence. */
export async function reportOtherFolders(category: Folder, scan: Scan): Promise<void> {
  for (const name of category.folders.keys()) {
    if (isGoodName(name) || isBadName(name) || isMaskFolderName(name)) continue;
    const folder = await enter(category, name, scan);
    const images = folder?.files.filter(isImageName).length ?? 0;
    if (!folder || images === 0) continue;
    const message = `${count(images, "image is", "images are")} left out: the folder's name says neither good nor bad.`;
    scan.problems.warn("folder-ignored", folder.path, message, `Move it into bad, as bad/${name}, to have it scored.`);
  }
}
