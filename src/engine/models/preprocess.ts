import type { RgbImage } from "../imaging/image.ts";
import type { ModelConfig } from "./modelConfig.ts";

/**
 * Cuts a picture into patches and normalises its pixels: [rows * columns, 3 * patch * patch], patches row by row, the values of
 * one ordered channel, y, x, as `vision.patch.weight` expects them.
 * @param image already resized; its sides must be multiples of the patch size
 * @param out receives the values from `offset` on
 * @throws RangeError where the picture isn't made of whole patches or `out` is too short
 */
export function patchTokens(image: RgbImage, config: ModelConfig, out: Float32Array, offset: number): void {
  const { width, height, data } = image;
  const patch = config.vision.patchSize;
  if (width % patch !== 0 || height % patch !== 0)
    throw new RangeError(`A picture of ${width} x ${height} isn't made of whole patches of ${patch}.`);
  if (offset < 0 || out.length < offset + width * height * 3)
    throw new RangeError("The patches don't fit into the array.");
  const levels = [0, 1, 2].map((channel) => levelsOf(config.mean[channel]!, config.std[channel]!));
  let at = offset;
  for (let top = 0; top < height; top += patch)
    for (let left = 0; left < width; left += patch)
      for (let channel = 0; channel < 3; channel++) {
        const level = levels[channel]!;
        for (let y = top; y < top + patch; y++) {
          let pixel = (y * width + left) * 3 + channel;
          for (let x = 0; x < patch; x++, pixel += 3) out[at++] = level[data[pixel]!]!;
        }
      }
}

/** The normalised value of each of the 256 levels. */
function levelsOf(mean: number, sd: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, level) => (level / 255 - mean) / sd);
}
