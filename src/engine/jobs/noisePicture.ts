import { Random } from "../base/random.ts";
import type { RgbImage } from "../imaging/image.ts";

/** A square picture to measure times with: they hardly depend on what is seen. */
export function noisePicture(side: number): RgbImage {
  const random = new Random(1);
  return { width: side, height: side, data: Uint8Array.from({ length: side * side * 3 }, () => random.int(0, 256)) };
}
