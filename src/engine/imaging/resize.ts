import type { BinaryMask, FloatMap, RgbImage } from "./image.ts";

/** Fixed-point bits of a filter weight: what is left of 32 bits beside an 8-bit sample and 2 bits of overshoot. */
const WEIGHT_BITS = 22;

/** The reach of the cubic kernel, in samples of the coarser of the two grids. */
const CUBIC_SUPPORT = 2;

/** For every output position: the first input sample that it reads, how many, and their fixed-point weights. */
interface Filter {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly weights: Int32Array;
  /** `weights` has this many slots for each output position. */
  readonly slots: number;
}

/**
 * Resizes to `width` × `height` pixels as `Image.resize((width, height), Image.BICUBIC)` of Pillow 13, bit for bit: cubic
 * kernel with a = -0.5, widened when shrinking, one pass along the rows and one along the columns, 8 bits in between.
 * Older Pillows always begin with the rows, which differs by some grey levels where the kernel overshoots.
 */
export function resizeBicubic(image: RgbImage, width: number, height: number): RgbImage {
  checkTarget(width, height);
  if (width === image.width && height === image.height) return { width, height, data: image.data.slice() };
  const columnsFirst = image.height > height && image.height - height > 2 * (image.width - width);
  return columnsFirst
    ? resizeRows(resizeColumns(image, height), width)
    : resizeColumns(resizeRows(image, width), height);
}

function resizeRows(image: RgbImage, width: number): RgbImage {
  const { data, width: inWidth, height } = image;
  if (width === inWidth) return image;
  const { starts, counts, weights, slots } = cubicFilter(inWidth, width);
  const out = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    const row = y * inWidth * 3;
    for (let x = 0; x < width; x++, to += 3) {
      let r = 1 << (WEIGHT_BITS - 1);
      let g = r;
      let b = r;
      let from = row + starts[x]! * 3;
      const first = x * slots;
      const end = first + counts[x]!;
      for (let k = first; k < end; k++, from += 3) {
        const weight = weights[k]!;
        r += Math.imul(data[from]!, weight);
        g += Math.imul(data[from + 1]!, weight);
        b += Math.imul(data[from + 2]!, weight);
      }
      out[to] = r >> WEIGHT_BITS;
      out[to + 1] = g >> WEIGHT_BITS;
      out[to + 2] = b >> WEIGHT_BITS;
    }
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}

function resizeColumns(image: RgbImage, height: number): RgbImage {
  const { data, width, height: inHeight } = image;
  if (height === inHeight) return image;
  const { starts, counts, weights, slots } = cubicFilter(inHeight, height);
  const stride = width * 3;
  const out = new Uint8ClampedArray(stride * height);
  for (let y = 0, to = 0; y < height; y++) {
    const first = y * slots;
    const end = first + counts[y]!;
    const top = starts[y]! * stride;
    for (let x = 0; x < stride; x += 3, to += 3) {
      let r = 1 << (WEIGHT_BITS - 1);
      let g = r;
      let b = r;
      for (let k = first, from = top + x; k < end; k++, from += stride) {
        const weight = weights[k]!;
        r += Math.imul(data[from]!, weight);
        g += Math.imul(data[from + 1]!, weight);
        b += Math.imul(data[from + 2]!, weight);
      }
      out[to] = r >> WEIGHT_BITS;
      out[to + 1] = g >> WEIGHT_BITS;
      out[to + 2] = b >> WEIGHT_BITS;
    }
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}

function cubicFilter(inSize: number, outSize: number): Filter {
  const scale = inSize / outSize;
  const stretch = Math.max(scale, 1);
  const support = CUBIC_SUPPORT * stretch;
  const slots = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(outSize);
  const counts = new Int32Array(outSize);
  const weights = new Int32Array(outSize * slots);
  const exact = new Float64Array(slots);
  for (let i = 0; i < outSize; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(inSize, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const weight = cubic((k + start - centre + 0.5) / stretch);
      exact[k] = weight;
      sum += weight;
    }
    starts[i] = start;
    counts[i] = count;
    for (let k = 0; k < count; k++) {
      const weight = (exact[k]! / sum) * (1 << WEIGHT_BITS);
      weights[i * slots + k] = Math.trunc(weight + (weight < 0 ? -0.5 : 0.5));
    }
  }
  return { starts, counts, weights, slots };
}

/** Keys' cubic convolution kernel, a = -0.5. */
function cubic(x: number): number {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  if (d < 2) return (((d - 5) * d + 8) * d - 4) * a;
  return 0;
}

/**
 * Resizes a map to `width` × `height` pixels by bilinear interpolation with half-pixel centres and clamped edges,
 * without antialiasing: `torch.nn.functional.interpolate(mode="bilinear", align_corners=False)`.
 */
export function resizeMapBilinear(map: FloatMap, width: number, height: number): FloatMap {
  checkTarget(width, height);
  const { data, width: inWidth } = map;
  if (width === inWidth && height === map.height) return { width, height, data: data.slice() };
  const columns = linearFilter(inWidth, width);
  const rows = linearFilter(map.height, height);
  const out = new Float32Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    const top = rows.lower[y]! * inWidth;
    const bottom = rows.upper[y]! * inWidth;
    const down = rows.fractions[y]!;
    for (let x = 0; x < width; x++, to++) {
      const left = columns.lower[x]!;
      const right = columns.upper[x]!;
      const across = columns.fractions[x]!;
      const above = data[top + left]! * (1 - across) + data[top + right]! * across;
      const below = data[bottom + left]! * (1 - across) + data[bottom + right]! * across;
      out[to] = above * (1 - down) + below * down;
    }
  }
  return { width, height, data: out };
}

function linearFilter(inSize: number, outSize: number) {
  const lower = new Int32Array(outSize);
  const upper = new Int32Array(outSize);
  const fractions = new Float64Array(outSize);
  for (let i = 0; i < outSize; i++) {
    const at = Math.min(inSize - 1, Math.max(0, ((i + 0.5) * inSize) / outSize - 0.5));
    const floor = Math.floor(at);
    lower[i] = floor;
    upper[i] = Math.min(inSize - 1, floor + 1);
    fractions[i] = at - floor;
  }
  return { lower, upper, fractions };
}

/** Resizes a mask to `width` × `height` pixels, each taking the input pixel under its centre (Pillow's NEAREST). */
export function resizeMaskNearest(mask: BinaryMask, width: number, height: number): BinaryMask {
  checkTarget(width, height);
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * mask.width) / width));
  const out = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * mask.height) / height) * mask.width;
    for (let x = 0; x < width; x++, to++) out[to] = mask.data[row + columns[x]!]!;
  }
  return { width, height, data: out };
}

function checkTarget(width: number, height: number): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1)
    throw new RangeError(`Can't resize to ${width} × ${height} pixels.`);
}
