import type { Random } from "../../base/random.ts";
import type { FloatMap } from "../../imaging/image.ts";

/**
 * Gradient noise with unit gradients at uniform angles, fade 6t⁵ − 15t⁴ + 10t³ and scale √2 (method.md 1.7, DRAEM).
 *
 * @param size edge of the square map in pixels; it need not be a multiple of `cells`
 * @param cells lattice cells along an edge, a positive integer
 * @returns values in [−1, 1] with mean near 0 and exactly 0 on the lattice points; pixel i lies at i · cells / size
 */
export function perlinNoise(size: number, cells: number, random: Random): FloatMap {
  const points = cells + 1;
  const gradientX = new Float64Array(points * points);
  const gradientY = new Float64Array(points * points);
  for (let i = 0; i < gradientX.length; i++) {
    const angle = random.uniform(0, 2 * Math.PI);
    gradientX[i] = Math.cos(angle) * Math.SQRT2;
    gradientY[i] = Math.sin(angle) * Math.SQRT2;
  }
  const data = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    const cellY = Math.floor((y * cells) / size);
    const fy = (y * cells) / size - cellY;
    const v = fade(fy);
    for (let x = 0; x < size; x++) {
      const cellX = Math.floor((x * cells) / size);
      const fx = (x * cells) / size - cellX;
      const u = fade(fx);
      const a = cellY * points + cellX;
      const c = a + points;
      const top = gradientX[a]! * fx + gradientY[a]! * fy;
      const topRight = gradientX[a + 1]! * (fx - 1) + gradientY[a + 1]! * fy;
      const low = gradientX[c]! * fx + gradientY[c]! * (fy - 1);
      const lowRight = gradientX[c + 1]! * (fx - 1) + gradientY[c + 1]! * (fy - 1);
      const upper = top + (topRight - top) * u;
      data[y * size + x] = upper + (low + (lowRight - low) * u - upper) * v;
    }
  }
  return { width: size, height: size, data };
}

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}
