import { AnopleError } from "../base/errors.ts";
import { readMask } from "../data/readMask.ts";
import type { BinaryMask } from "../imaging/image.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The mask of an image, and why there is none where one was expected. A mask of another size says nothing about the image's
 * pixels, and the pixel metrics leave it out.
 *
 * @param file of the mask, or a folder of masks; null where the image has none
 * @param image in pixels
 * @throws AnopleError "cancelled"; all else is told as the problem
 */
export async function truthMask(
  file: string | null,
  image: Size,
): Promise<{ mask: BinaryMask | null; problem: string | null }> {
  if (file === null) return { mask: null, problem: null };
  try {
    const mask = await readMask(file);
    if (mask.width === image.width && mask.height === image.height) return { mask, problem: null };
    const problem = `The mask has ${mask.width} × ${mask.height} pixels and the image ${image.width} × ${image.height}: it is not drawn.`;
    return { mask: null, problem };
  } catch (error) {
    if (!(error instanceof AnopleError) || error.code === "cancelled") throw error;
    return { mask: null, problem: error.message };
  }
}

/** A pixel is anomalous if any that it stands for is, so that the smallest defect is still seen. */
export function shrinkMask(mask: BinaryMask, width: number, height: number): BinaryMask {
  const data = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < mask.height; y++) {
    const row = Math.floor((y * height) / mask.height) * width;
    for (let x = 0; x < mask.width; x++, i++) if (mask.data[i]) data[row + Math.floor((x * width) / mask.width)] = 1;
  }
  return { width, height, data };
}
