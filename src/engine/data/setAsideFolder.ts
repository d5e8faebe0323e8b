import { enter, type Folder, type Scan } from "./folder.ts";
import { isImageName } from "./imageNames.ts";
import type { SetAside } from "./reading.ts";

/** Counts the images in a folder, and in those directly in it, that are neither learnt from nor tested. */
export async function setAsideFolder(folder: Folder, name: string, scan: Scan): Promise<SetAside[]> {
  const parts: SetAside[] = [{ what: name, images: folder.files.filter(isImageName).length }];
  for (const inner of folder.folders.keys()) {
    const found = await enter(folder, inner, scan);
    parts.push({ what: `${name}/${inner}`, images: found?.files.filter(isImageName).length ?? 0 });
  }
  return parts.filter(({ images }) => images > 0);
}
