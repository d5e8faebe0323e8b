import type { ModelConfig } from "./modelConfig.ts";
import type { Weights } from "./weights.ts";

/** For each output position its input positions and their weights. */
type Taps = readonly { readonly from: readonly number[]; readonly weights: readonly number[] }[];

/**
 * Position embeddings of the class token and of a grid of patches: [1 + rows * columns, width], patches row by row. The trained
 * ones where the grid is the trained one; else interpolated as the model's family does it.
 * @throws what `Weights.get` throws
 */
export async function positionEmbedding(
  weights: Weights,
  config: ModelConfig,
  rows: number,
  columns: number,
): Promise<Float32Array> {
  const { width, imageSize, patchSize, positionInterpolation } = config.vision;
  const grid = Math.floor(imageSize / patchSize);
  const { data: trained } = await weights.get("vision.position");
  if (rows === grid && columns === grid) return trained;
  const taps = positionInterpolation === "bicubic" ? bicubicTaps : antialiasTaps;
  // [grid rows, grid columns * width] to [rows, grid columns * width], then each row to [columns, width].
  const tall = new Float32Array(rows * grid * width);
  interpolate(trained.subarray(width), tall, taps(grid, rows), grid * width);
  const out = new Float32Array((1 + rows * columns) * width);
  out.set(trained.subarray(0, width));
  const across = taps(grid, columns);
  for (let y = 0; y < rows; y++) {
    const start = (1 + y * columns) * width;
    const source = tall.subarray(y * grid * width, (y + 1) * grid * width);
    interpolate(source, out.subarray(start, start + columns * width), across, width);
  }
  return out;
}

/** Row i of `output` becomes the sum of the rows of `input` that tap i names; rows are `length` long. */
function interpolate(input: Float32Array, output: Float32Array, taps: Taps, length: number): void {
  const sum = new Float64Array(length);
  taps.forEach(({ from, weights }, i) => {
    sum.fill(0);
    for (let k = 0; k < from.length; k++) {
      const weight = weights[k]!;
      const start = from[k]! * length;
      for (let j = 0; j < length; j++) sum[j]! += weight * input[start + j]!;
    }
    output.set(sum, i * length);
  });
}

/** Keys' cubic kernel with parameter `a`, at distance `x` >= 0. */
function cubic(x: number, a: number): number {
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/** PyTorch's bicubic without antialias (a = -0.75, pixel centres at half, the border repeated): DINOv2 and CLIP in transformers. */
function bicubicTaps(inputs: number, outputs: number): Taps {
  return Array.from({ length: outputs }, (_, i) => {
    const centre = ((i + 0.5) * inputs) / outputs - 0.5;
    const first = Math.floor(centre) - 1;
    const taps = [first, first + 1, first + 2, first + 3];
    return {
      from: taps.map((at) => Math.min(inputs - 1, Math.max(0, at))),
      weights: taps.map((at) => cubic(Math.abs(at - centre), -0.75)),
    };
  });
}

/** PyTorch's and Pillow's bicubic with antialias (a = -0.5, kernel widened when shrinking, cut at the border): open_clip. */
function antialiasTaps(inputs: number, outputs: number): Taps {
  const scale = inputs / outputs;
  const stretch = Math.max(1, scale);
  return Array.from({ length: outputs }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - 2 * stretch + 0.5));
    const end = Math.min(inputs, Math.trunc(centre + 2 * stretch + 0.5));
    const from = Array.from({ length: end - first }, (_, k) => first + k);
    const weights = from.map((at) => cubic(Math.abs(at + 0.5 - centre) / stretch, -0.5));
    const total = weights.reduce((a, b) => a + b, 0);
    return { from, weights: weights.map((weight) => weight / total) };
  });
}
