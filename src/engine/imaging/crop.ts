import type { RgbImage } from "./image.ts";

/** The `width` × `height` pixels whose top left corner is (`left`, `top`). Throws RangeError if they leave the image. */
export function cropImage(image: RgbImage, left: number, top: number, width: number, height: number): RgbImage {
  const inside = left >= 0 && top >= 0 && left + width <= image.width && top + height <= image.height;
  if (!inside || width < 1 || height < 1 || ![left, top, width, height].every(Number.isInteger))
    throw new RangeError(
      `Can't cut ${width} × ${height} pixels at (${left}, ${top}) out of ${image.width} × ${image.height}.`,
    );
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, data };
}

/** A copy mirrored left to right if `horizontal`, top to bottom if `vertical`. */
export function flipImage(image: RgbImage, horizontal: boolean, vertical: boolean): RgbImage {
  const { width, height } = image;
  const data = new Uint8Array(image.data.length);
  for (let y = 0, to = 0; y < height; y++) {
    const row = (vertical ? height - 1 - y : y) * width;
    for (let x = 0; x < width; x++, to += 3) {
      const from = (row + (horizontal ? width - 1 - x : x)) * 3;
      data[to] = image.data[from]!;
      data[to + 1] = image.data[from + 1]!;
      data[to + 2] = image.data[from + 2]!;
    }
  }
  return { width, height, data };
}
