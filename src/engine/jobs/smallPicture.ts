import { decodeImage } from "../imaging/decode.ts";
import type { RgbImage } from "../imaging/image.ts";
import { encodeJpeg } from "../imaging/overlay.ts";
import { resizeBicubic } from "../imaging/resize.ts";

/** A compressed picture that a browser can show. */
export interface Picture {
  bytes: Uint8Array<ArrayBuffer>;
  mime: "image/jpeg";
  width: number;
  height: number;
}

const JPEG_QUALITY = 82;

/** A picture of an image file, at most `side` pixels on its longer side. Throws AnopleError("data") as `decodeImage`. */
export async function smallPicture(file: string, side: number): Promise<Picture> {
  return toPicture(shrink(await decodeImage(file), side));
}

/** The image at most `side` pixels on its longer side, never larger than it is. */
export function shrink(image: RgbImage, side: number): RgbImage {
  const { width, height } = shrunkSize(image, side);
  return width === image.width && height === image.height ? image : resizeBicubic(image, width, height);
}

/** The size that {@link shrink} gives. */
export function shrunkSize(
  { width, height }: { readonly width: number; readonly height: number },
  side: number,
): { width: number; height: number } {
  const factor = Math.min(1, side / Math.max(width, height));
  const scaled = (size: number) => Math.max(1, Math.round(size * factor));
  return { width: scaled(width), height: scaled(height) };
}

/** The image as JPEG. */
export async function toPicture(image: RgbImage): Promise<Picture> {
  const { width, height } = image;
  return { bytes: await encodeJpeg(image, JPEG_QUALITY), mime: "image/jpeg", width, height };
}
