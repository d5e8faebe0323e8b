import type { RgbImage } from "./image.ts";

/**
 * Rotates about the centre by `degrees`, counter-clockwise, into a picture of the same size, as Pillow's
 * `Image.rotate(degrees, BICUBIC, fillcolor=fill)` but with the interpolating cubic of a = -0.5. What comes from outside
 * is `fill`. Multiples of 90° on squares, and of 180° on any picture, move pixels without changing them.
 */
export function rotateImage(image: RgbImage, degrees: number, fill: readonly [number, number, number]): RgbImage {
  const { width, height, data } = image;
  const [cos, sin] = cosSin(degrees);
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0, to = 0; y < height; y++) {
    const dy = y + 0.5 - height / 2;
    for (let x = 0; x < width; x++, to += 3) {
      const dx = x + 0.5 - width / 2;
      const atX = width / 2 + cos * dx - sin * dy;
      const atY = height / 2 + sin * dx + cos * dy;
      if (!(atX >= 0 && atX < width && atY >= 0 && atY < height)) {
        out[to] = fill[0];
        out[to + 1] = fill[1];
        out[to + 2] = fill[2];
        continue;
      }
      const left = Math.floor(atX - 0.5);
      const top = Math.floor(atY - 0.5);
      const u = atX - 0.5 - left;
      const v = atY - 0.5 - top;
      if (u === 0 && v === 0) {
        // A whole pixel, as at quarter turns: nothing to interpolate.
        const from = (top * width + left) * 3;
        out[to] = data[from]!;
        out[to + 1] = data[from + 1]!;
        out[to + 2] = data[from + 2]!;
        continue;
      }
      // The four columns' offsets, those beyond the edge taking the edge pixel.
      const x0 = Math.max(0, left - 1) * 3;
      const x1 = Math.max(0, left) * 3;
      const x2 = Math.min(width - 1, left + 1) * 3;
      const x3 = Math.min(width - 1, left + 2) * 3;
      const a0 = outerWeight(u);
      const a1 = innerWeight(u);
      const a2 = innerWeight(1 - u);
      const a3 = outerWeight(1 - u);
      let r = 0;
      let g = 0;
      let b = 0;
      for (let i = -1; i <= 2; i++) {
        const weight =
          i === -1 ? outerWeight(v) : i === 0 ? innerWeight(v) : i === 1 ? innerWeight(1 - v) : outerWeight(1 - v);
        const row = Math.min(height - 1, Math.max(0, top + i)) * width * 3;
        const p0 = row + x0;
        const p1 = row + x1;
        const p2 = row + x2;
        const p3 = row + x3;
        r += weight * (a0 * data[p0]! + a1 * data[p1]! + a2 * data[p2]! + a3 * data[p3]!);
        g += weight * (a0 * data[p0 + 1]! + a1 * data[p1 + 1]! + a2 * data[p2 + 1]! + a3 * data[p3 + 1]!);
        b += weight * (a0 * data[p0 + 2]! + a1 * data[p1 + 2]! + a2 * data[p2 + 2]! + a3 * data[p3 + 2]!);
      }
      // The clamped array rounds.
      out[to] = r;
      out[to + 1] = g;
      out[to + 2] = b;
    }
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}

/** Weight of the sample at distance `t` (0 to 1) under the cubic of a = -0.5. */
function innerWeight(t: number): number {
  return (1.5 * t - 2.5) * t * t + 1;
}

/** Weight of the sample at distance `1 + t` (t from 0 to 1) under the cubic of a = -0.5. */
function outerWeight(t: number): number {
  return ((1 - 0.5 * t) * t - 0.5) * t;
}

/** Cosine and sine, exact at the quarter turns. */
function cosSin(degrees: number): [number, number] {
  const turn = ((degrees % 360) + 360) % 360;
  if (turn % 90 === 0) {
    const quarter = turn / 90;
    return [[1, 0, -1, 0][quarter]!, [0, 1, 0, -1][quarter]!];
  }
  const radians = (turn * Math.PI) / 180;
  return [Math.cos(radians), Math.sin(radians)];
}

/** The median of the outermost ring of pixels, channel by channel (the lower one of an even count). */
export function borderColour(image: RgbImage): [number, number, number] {
  const { width, height, data } = image;
  const counts = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)] as const;
  let total = 0;
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) {
      const p = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) counts[c]![data[p + c]!]!++;
      total++;
    }
  }
  const median = (histogram: Uint32Array): number => {
    let value = 0;
    for (let seen = histogram[0]!; seen * 2 < total; seen += histogram[value]!) value++;
    return value;
  };
  return [median(counts[0]), median(counts[1]), median(counts[2])];
}
