import type { Folder, Scan } from "./folder.ts";
import { isImageName } from "./imageNames.ts";
import { count, listNames } from "./problemLog.ts";

/** Reports the images of a folder that should hold nothing but the folders of normal images and of defects. */
export function reportLooseImages(folder: Folder, scan: Scan): void {
  const loose = folder.files.filter(isImageName);
  if (loose.length === 0) return;
  const message = `${count(loose.length, "image lies", "images lie")} beside the folders of normal and anomalous images and is left out: ${listNames(loose)}.`;
  scan.problems.warn(
    "image-misplaced",
    folder.path,
    message,
    "Move them into good or into the folder of their defect.",
  );
}
