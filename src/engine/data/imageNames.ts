/** What file names say: which files are images, which of them are masks. */

import path from "node:path";
import { IMAGE_EXTENSIONS } from "../imaging/decode.ts";

/** Appended to an image's stem by various data sets, most usual first. */
const MASK_SUFFIXES = ["_mask", "", "_gt", "-mask", "_GT", "_label"];

/** Whether the extension is that of an image. */
export function isImageName(name: string): boolean {
  return IMAGE_EXTENSIONS.has(path.extname(name).toLowerCase());
}

/** The name without its extension, in Unicode's composed form: archives made on macOS decompose accents. */
export function stemOf(name: string): string {
  return path.parse(name).name.normalize("NFC");
}

/** The stems that a mask of an image may have, best first: `000_mask`, `000`, `000_gt`, … */
export function maskStems(imageStem: string): string[] {
  return MASK_SUFFIXES.map((suffix) => imageStem + suffix);
}

/** Tells masks that lie beside their images (`000.jpg`, `000_mask.png`) from the images of the same folder. */
export function separateMasks(names: readonly string[]): { images: string[]; masks: string[] } {
  const stems = new Set(names.map(stemOf));
  const isMask = (name: string) => {
    const stem = stemOf(name);
    return MASK_SUFFIXES.some(
      (suffix) => suffix !== "" && stem.endsWith(suffix) && stems.has(stem.slice(0, -suffix.length)),
    );
  };
  return { images: names.filter((name) => !isMask(name)), masks: names.filter(isMask) };
}
