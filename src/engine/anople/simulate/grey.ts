/** On a greyscale picture a defect is painted grey: its colour alone would give it away. */

import type { RgbImage } from "../../imaging/image.ts";

/** Whether no pixel of a coarse sample has more colour than compression leaves on a greyscale picture. */
export function isGrey(image: RgbImage): boolean {
  const { data } = image;
  const step = 3 * Math.max(1, Math.floor(data.length / 3 / 4000));
  for (let i = 0; i < data.length; i += step) {
    const r = data[i]!;
    const g = data[i + 1]!;
    const b = data[i + 2]!;
    if (Math.max(r, g, b) - Math.min(r, g, b) > 6) return false;
  }
  return true;
}

/** Replaces each RGB triple by its Rec. 601 luma. */
export function turnGrey(colours: Float32Array): void {
  for (let i = 0; i < colours.length; i += 3) colours.fill(luma(colours, i), i, i + 3);
}

/** Rec. 601 luma of the colour that starts at `i`. */
export function luma(colours: ArrayLike<number>, i = 0): number {
  return 0.299 * colours[i]! + 0.587 * colours[i + 1]! + 0.114 * colours[i + 2]!;
}
