/** Reading between pixels. Coordinates are in pixels, pixel centres at integers. */

import type { FloatMap, RgbImage } from "../../imaging/image.ts";

/** The value of `map` at (x, y), bilinear, the edge value outside. */
export function sampleMap(map: FloatMap, x: number, y: number): number {
  const { width, height, data } = map;
  const cx = Math.max(0, Math.min(width - 1, x));
  const cy = Math.max(0, Math.min(height - 1, y));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const right = x0 + 1 < width ? 1 : 0;
  const p = y0 * width + x0;
  const q = y0 + 1 < height ? p + width : p;
  const fx = cx - x0;
  const upper = data[p]! + (data[p + right]! - data[p]!) * fx;
  return upper + (data[q]! + (data[q + right]! - data[q]!) * fx - upper) * (cy - y0);
}

/** Writes the colour of `image` at (x, y) to `out[at..at+2]`: bilinear, the picture mirrored beyond its edges. */
export function sampleRgb(image: RgbImage, x: number, y: number, out: Float32Array, at: number): void {
  const { width, height, data } = image;
  const cx = mirror(x, width - 1);
  const cy = mirror(y, height - 1);
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const right = x0 + 1 < width ? 3 : 0;
  const p = (y0 * width + x0) * 3;
  const q = y0 + 1 < height ? p + width * 3 : p;
  const fx = cx - x0;
  const fy = cy - y0;
  for (let c = 0; c < 3; c++) {
    const upper = data[p + c]! + (data[p + right + c]! - data[p + c]!) * fx;
    out[at + c] = upper + (data[q + c]! + (data[q + right + c]! - data[q + c]!) * fx - upper) * fy;
  }
}

/** Folds `value` into [0, last] by reflection at both ends. */
function mirror(value: number, last: number): number {
  if (value >= 0 && value <= last) return value;
  if (last === 0) return 0;
  const folded = Math.abs(value) % (2 * last);
  return folded > last ? 2 * last - folded : folded;
}
