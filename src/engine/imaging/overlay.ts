import { encode } from "fast-png";
import sharp from "sharp";
import { COLOR_MAPS, type ColorMapName } from "./colormap.ts";
import type { BinaryMask, FloatMap, RgbImage } from "./image.ts";
import { resizeMapBilinear, resizeMaskNearest } from "./resize.ts";

interface OverlayOptions {
  /** Map value at and below which nothing is drawn. */
  readonly low: number;
  /** Map value from which the last colour is drawn at full opacity. */
  readonly high: number;
  /** Draws the outline of what scores at least this. */
  readonly threshold?: number;
  /** Draws the outline of the true anomaly; resized to the image. */
  readonly truth?: BinaryMask;
  readonly colorMap?: ColorMapName;
  /** Opacity, 0 to 1, of the highest value. */
  readonly opacity?: number;
}

const THRESHOLD_COLOUR = [255, 255, 255] as const;
const TRUTH_COLOUR = [0, 255, 128] as const;

/** An outline grows by a pixel for every so many pixels of the longer side, so that it survives thumbnails. */
const PIXELS_PER_LINE_WIDTH = 500;

/**
 * Draws an anomaly map over its picture. The map is resized to the image; opacity grows with the value from none at
 * `low` to `opacity` at `high`. The outline of map >= threshold is white, that of the truth green and on top.
 */
export function renderOverlay(image: RgbImage, map: FloatMap, options: OverlayOptions): RgbImage {
  const { width, height } = image;
  const { low, high, threshold, truth, colorMap = "inferno", opacity = 0.7 } = options;
  const { data: values } = resizeMapBilinear(map, width, height);
  const table = COLOR_MAPS[colorMap];
  const out = new Uint8ClampedArray(image.data);
  const range = high > low ? high - low : 1;
  for (let i = 0, p = 0; i < values.length; i++, p += 3) {
    const t = Math.min(1, (values[i]! - low) / range);
    // Also false for NaN.
    if (!(t > 0)) continue;
    const alpha = t * opacity;
    const at = 3 * Math.round(255 * t);
    out[p] = out[p]! * (1 - alpha) + table[at]! * alpha;
    out[p + 1] = out[p + 1]! * (1 - alpha) + table[at + 1]! * alpha;
    out[p + 2] = out[p + 2]! * (1 - alpha) + table[at + 2]! * alpha;
  }
  const result = { width, height, data: new Uint8Array(out.buffer) };
  if (threshold !== undefined) {
    const above = { width, height, data: new Uint8Array(values.length) };
    for (let i = 0; i < values.length; i++) if (values[i]! >= threshold) above.data[i] = 1;
    drawOutline(result, above, THRESHOLD_COLOUR);
  }
  if (truth) drawOutline(result, resizeMaskNearest(truth, width, height), TRUTH_COLOUR);
  return result;
}

/** The anomalous pixels with a normal one, or the image's end, above, below, left or right of them. */
export function maskOutline(mask: BinaryMask): BinaryMask {
  const { width, height, data } = mask;
  const out = new Uint8Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (!data[i]) continue;
      const isInside =
        x > 0 &&
        x < width - 1 &&
        y > 0 &&
        y < height - 1 &&
        data[i - 1] &&
        data[i + 1] &&
        data[i - width] &&
        data[i + width];
      out[i] = isInside ? 0 : 1;
    }
  }
  return { width, height, data: out };
}

function drawOutline(image: RgbImage, mask: BinaryMask, colour: readonly [number, number, number]): void {
  const { width, height, data } = image;
  const outline = maskOutline(mask).data;
  const line = Math.max(1, Math.round(Math.max(width, height) / PIXELS_PER_LINE_WIDTH));
  const before = (line - 1) >> 1;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (!outline[i]) continue;
      const right = Math.min(width, x - before + line);
      const bottom = Math.min(height, y - before + line);
      for (let v = Math.max(0, y - before); v < bottom; v++)
        for (let u = Math.max(0, x - before); u < right; u++) data.set(colour, (v * width + u) * 3);
    }
  }
}

/** A picture as 8-bit RGB PNG. */
export function encodePng(image: RgbImage): Uint8Array {
  return encode({ width: image.width, height: image.height, data: image.data, channels: 3, depth: 8 });
}

/** A mask as 8-bit grey PNG: 255 = anomalous, 0 = normal. */
export function encodeGreyPng(mask: BinaryMask): Uint8Array {
  const data = mask.data.map((value) => (value ? 255 : 0));
  return encode({ width: mask.width, height: mask.height, data, channels: 1, depth: 8 });
}

/** A picture as JPEG of `quality` 1 to 100. */
export async function encodeJpeg(image: RgbImage, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, data } = image;
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer(),
  );
}
