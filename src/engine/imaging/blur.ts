import type { FloatMap } from "./image.ts";

/** The kernel is cut off at this many standard deviations. */
const TRUNCATE = 4;

/**
 * Gaussian smoothing with standard deviation `sigma` pixels, as `scipy.ndimage.gaussian_filter(map, sigma)`: separable,
 * cut off at 4 sigma, half-sample symmetric at the border (scipy's "reflect"). A sigma of 0 copies the map.
 */
export function gaussianBlur(map: FloatMap, sigma: number): FloatMap {
  if (!(sigma >= 0 && Number.isFinite(sigma))) throw new RangeError(`The blur's sigma is ${sigma}.`);
  const { width, height } = map;
  const weights = halfKernel(sigma);
  const turned = blurRowsTransposed(map.data, width, height, weights);
  const data = blurRowsTransposed(turned, height, width, weights);
  return { width, height, data };
}

/** Kernel weights at distances 0, 1, 2 …; the whole symmetric kernel sums to 1. */
function halfKernel(sigma: number): Float64Array {
  const radius = Math.trunc(TRUNCATE * sigma + 0.5);
  const weights = new Float64Array(radius + 1);
  let sum = -1;
  for (let i = 0; i <= radius; i++) {
    weights[i] = i === 0 ? 1 : Math.exp((-0.5 * i * i) / (sigma * sigma));
    sum += 2 * weights[i]!;
  }
  return weights.map((weight) => weight / sum);
}

/** Smooths along the rows and returns the transpose, so that a second call smooths the columns and turns it back. */
function blurRowsTransposed(data: Float32Array, width: number, height: number, weights: Float64Array): Float32Array {
  const out = new Float32Array(data.length);
  const radius = weights.length - 1;
  const centreWeight = weights[0]!;
  const padded = width + 2 * radius;
  const columns = new Int32Array(padded);
  for (let i = 0; i < padded; i++) columns[i] = reflect(i - radius, width);
  // Four outputs share each weight; the slack lets the last four run over the end.
  const line = new Float64Array(padded + 3);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let i = 0; i < padded; i++) line[i] = data[row + columns[i]!]!;
    for (let x = 0; x < width; x += 4) {
      const centre = x + radius;
      let a = line[centre]! * centreWeight;
      let b = line[centre + 1]! * centreWeight;
      let c = line[centre + 2]! * centreWeight;
      let d = line[centre + 3]! * centreWeight;
      for (let i = 1, left = centre - 1, right = centre + 1; i <= radius; i++, left--, right++) {
        const weight = weights[i]!;
        a += weight * (line[left]! + line[right]!);
        b += weight * (line[left + 1]! + line[right + 1]!);
        c += weight * (line[left + 2]! + line[right + 2]!);
        d += weight * (line[left + 3]! + line[right + 3]!);
      }
      const to = x * height + y;
      // Beyond the last column these lie beyond the array, where writes do nothing.
      out[to] = a;
      out[to + height] = b;
      out[to + 2 * height] = c;
      out[to + 3 * height] = d;
    }
  }
  return out;
}

/** The index that mirror images of 0 … size - 1, edge samples doubled, have at `i`. */
function reflect(i: number, size: number): number {
  const period = 2 * size;
  const k = ((i % period) + period) % period;
  return k < size ? k : period - 1 - k;
}
