import { gaussianBlur } from "../imaging/blur.ts";
import type { FloatMap } from "../imaging/image.ts";
import { resizeMapBilinear } from "../imaging/resize.ts";

/** Side of the square map on which patch values are smoothed, in pixels: the scale that `smoothing` is given in. */
const SMOOTHING_SIDE = 256;

/**
 * An anomaly map at an image's own size: patch values enlarged bilinearly to 256 × 256, smoothed there, then enlarged
 * bilinearly to width × height. method.md 1.11
 *
 * @param patchMap grid × grid values, row by row
 * @param smoothing sigma of the Gaussian in pixels of the 256 × 256 map; 0 leaves it out
 */
export function fullMap(
  patchMap: Float32Array,
  grid: number,
  width: number,
  height: number,
  smoothing: number,
): FloatMap {
  const enlarged = resizeMapBilinear({ width: grid, height: grid, data: patchMap }, SMOOTHING_SIDE, SMOOTHING_SIDE);
  const smooth = smoothing > 0 ? gaussianBlur(enlarged, smoothing) : enlarged;
  return resizeMapBilinear(smooth, width, height);
}

/**
 * The first two steps of {@link fullMap} as one matrix S: the smooth 256 × 256 map is S · patches · Sᵀ.
 *
 * @returns row-major [side, grid]
 */
export function smoothingMatrix(grid: number, smoothing: number): { matrix: Float32Array; side: number } {
  const side = SMOOTHING_SIDE;
  const matrix = new Float32Array(side * grid);
  for (let column = 0; column < grid; column++) {
    // A map one pixel wide is enlarged and smoothed along its height alone.
    const unit = new Float32Array(grid);
    unit[column] = 1;
    const enlarged = resizeMapBilinear({ width: 1, height: grid, data: unit }, 1, side);
    const smooth = smoothing > 0 ? gaussianBlur(enlarged, smoothing) : enlarged;
    for (let row = 0; row < side; row++) matrix[row * grid + column] = smooth.data[row]!;
  }
  return { matrix, side };
}
