import { AnopleError } from "../base/errors.ts";

const MAX_SIDE = 30_000;
const MAX_PIXELS = 100_000_000;

/** Throws AnopleError("data") unless `file`, `width` × `height` pixels by its header, is small enough to be decoded. */
export function checkImageSize(width: number, height: number, file: string): void {
  if (width < 1 || height < 1)
    throw new AnopleError(
      "data",
      `${file} has no pixels: its header says ${width} × ${height}.`,
      "Export the picture again.",
    );
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS)
    throw new AnopleError(
      "data",
      `${file} is too large: ${width} × ${height} pixels, where 100 megapixels and 30,000 pixels a side are the most that is read.`,
      "Scale the picture down or cut it into tiles.",
    );
}
