/** The outline of a defect: how much of each pixel it covers, inside a box that may reach past the picture. */

import { gaussianBlur } from "../../imaging/blur.ts";

export interface Stencil {
  /** Picture coordinates of the box's first column and row; may be negative before `clipStencil`. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Coverage in [0, 1], row by row. `alpha.length === width * height`. */
  readonly alpha: Float32Array;
}

/** A stencil filled by asking `coverage` for each pixel of a box, in picture coordinates. */
export function drawStencil(
  box: { left: number; top: number; right: number; bottom: number },
  coverage: (x: number, y: number) => number,
): Stencil {
  const left = Math.floor(box.left);
  const top = Math.floor(box.top);
  const width = Math.ceil(box.right) - left + 1;
  const height = Math.ceil(box.bottom) - top + 1;
  const alpha = new Float32Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) alpha[y * width + x] = coverage(left + x, top + y);
  return { left, top, width, height, alpha };
}

/** The same outline with a soft edge: blurred by a Gaussian of `sigma` pixels, its box grown to hold the blur. */
export function softenStencil(stencil: Stencil, sigma: number): Stencil {
  const pad = Math.ceil(3 * sigma);
  const width = stencil.width + 2 * pad;
  const height = stencil.height + 2 * pad;
  const padded = new Float32Array(width * height);
  for (let y = 0; y < stencil.height; y++) {
    const row = stencil.alpha.subarray(y * stencil.width, (y + 1) * stencil.width);
    padded.set(row, (y + pad) * width + pad);
  }
  const alpha = gaussianBlur({ width, height, data: padded }, sigma).data;
  return { left: stencil.left - pad, top: stencil.top - pad, width, height, alpha };
}

/** The part of a stencil that lies on a picture of `width` × `height`; its box is empty when nothing does. */
export function clipStencil(stencil: Stencil, width: number, height: number): Stencil {
  const left = Math.max(0, stencil.left);
  const top = Math.max(0, stencil.top);
  const clippedWidth = Math.max(0, Math.min(width, stencil.left + stencil.width) - left);
  const clippedHeight = Math.max(0, Math.min(height, stencil.top + stencil.height) - top);
  const alpha = new Float32Array(clippedWidth * clippedHeight);
  for (let y = 0; y < clippedHeight; y++) {
    const from = (top - stencil.top + y) * stencil.width + left - stencil.left;
    alpha.set(stencil.alpha.subarray(from, from + clippedWidth), y * clippedWidth);
  }
  return { left, top, width: clippedWidth, height: clippedHeight, alpha };
}
