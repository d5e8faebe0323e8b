import type { BinaryMask, RgbImage } from "../../imaging/image.ts";
import type { Stencil } from "./stencil.ts";
import type { Paint } from "./surfacePaints.ts";

/** A pixel has visibly changed when one of its channels moved by more than this. */
const VISIBLE_CHANGE = 8;

/** Coverage from which a pixel belongs to the shape; below it lies the soft border. */
const SHAPE_COVERAGE = 0.15;

interface Painted {
  readonly image: RgbImage;
  /** 1 where a pixel of the shape changed visibly, and not alone. */
  readonly mask: BinaryMask;
  /** Pixels in the mask. */
  readonly area: number;
  /** Mean change over the mask, of the channel that changed most. */
  readonly contrast: number;
}

/**
 * Lays `paint` through `stencil` on a copy of `normal`: x' = x + strength · min(1, coverage · opacity) · (t − x).
 * Pixels further than `border` (in rows or columns) from the mask keep their colour exactly, so that nothing outside
 * the label has changed but its soft edge.
 *
 * @param stencil clipped to the picture
 */
export function applyPaint(
  normal: RgbImage,
  stencil: Stencil,
  paint: Paint,
  strength: number,
  border: number,
): Painted {
  const { width, height } = normal;
  const { left, top } = stencil;
  const changed = new Uint8ClampedArray(stencil.alpha.length * 3);
  const change = new Uint8Array(stencil.alpha.length);
  for (let y = 0; y < stencil.height; y++)
    for (let x = 0; x < stencil.width; x++) {
      const at = y * stencil.width + x;
      const coverage = stencil.alpha[at]!;
      const weight = strength * Math.min(1, coverage * paint.opacity);
      const pixel = ((top + y) * width + left + x) * 3;
      let most = 0;
      for (let c = 0; c < 3; c++) {
        const old = normal.data[pixel + c]!;
        changed[at * 3 + c] = old + weight * (paint.colours[at * 3 + c]! - old);
        most = Math.max(most, Math.abs(changed[at * 3 + c]! - old));
      }
      if (coverage >= SHAPE_COVERAGE && most > VISIBLE_CHANGE) change[at] = most;
    }
  const shape = withoutDust(change, stencil.width, stencil.height);
  let area = 0;
  let total = 0;
  for (let at = 0; at < shape.length; at++) {
    if (!shape[at]) continue;
    area++;
    total += change[at]!;
  }

  const data = normal.data.slice();
  const mask = new Uint8Array(width * height);
  const near = dilate(shape, stencil.width, stencil.height, border);
  for (let y = 0; y < stencil.height; y++) {
    const row = (top + y) * width + left;
    mask.set(shape.subarray(y * stencil.width, (y + 1) * stencil.width), row);
    for (let x = 0; x < stencil.width; x++) {
      const at = y * stencil.width + x;
      if (near[at]) for (let c = 0; c < 3; c++) data[(row + x) * 3 + c] = changed[at * 3 + c]!;
    }
  }
  return {
    image: { width, height, data },
    mask: { width, height, data: mask },
    area,
    contrast: area === 0 ? 0 : total / area,
  };
}

/** 1 at the places that aren't 0 and have two such neighbours of eight at least: noise that shimmers through is dust. */
function withoutDust(change: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(change.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (change[y * width + x] === 0) continue;
      let around = -1;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++)
          if (change[ny * width + nx] !== 0) around++;
      if (around >= 2) out[y * width + x] = 1;
    }
  return out;
}

/** 1 at every place that has a 1 within `reach` rows and `reach` columns. */
function dilate(shape: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const rows = new Uint8Array(shape.length);
  for (let y = 0; y < height; y++) spread(shape, rows, y * width, 1, width, reach);
  const out = new Uint8Array(shape.length);
  for (let x = 0; x < width; x++) spread(rows, out, x, width, height, reach);
  return out;
}

/** Spreads the ones of a line of `count` places, `stride` apart, to both sides. */
function spread(from: Uint8Array, to: Uint8Array, start: number, stride: number, count: number, reach: number): void {
  let until = -1;
  for (let i = 0; i < count; i++) {
    if (from[start + i * stride]) until = i + reach;
    if (i <= until) to[start + i * stride] = 1;
  }
  until = count;
  for (let i = count - 1; i >= 0; i--) {
    if (from[start + i * stride]) until = i - reach;
    if (i >= until) to[start + i * stride] = 1;
  }
}
