import type { FloatTensor } from "../../src/engine/base/safetensors.ts";

/** Cuts normalised pictures [n, 3, height, width] into patches [n, patches, 3·patch²], row by row, each ordered channel, y, x. */
export function patchRows({ shape, data }: FloatTensor, patch: number): { shape: number[]; data: Float32Array } {
  const [count, , height, width] = shape as [number, number, number, number];
  const out: number[] = [];
  for (let n = 0; n < count; n++) {
    for (let top = 0; top < height; top += patch) {
      for (let left = 0; left < width; left += patch) {
        for (let channel = 0; channel < 3; channel++) {
          for (let y = top; y < top + patch; y++) {
            for (let x = left; x < left + patch; x++) out.push(data[((n * 3 + channel) * height + y) * width + x]!);
          }
        }
      }
    }
  }
  return { shape: [count, (height / patch) * (width / patch), 3 * patch ** 2], data: Float32Array.from(out) };
}
