import type { Random } from "../base/random.ts";
import type { RgbImage } from "../imaging/image.ts";
import { borderColour, rotateImage } from "../imaging/rotate.ts";

/** Largest turn in degrees, shift as a share of the side, and change of brightness and contrast. */
const MAX_TURN = 15;
const MAX_SHIFT = 0.06;
const MAX_LIGHT = 0.15;
/** Standard deviation of the camera noise, in grey levels. */
const NOISE = 4;

/** A normal picture taken once more: a little turned, shifted, brighter or darker, with more or less contrast, and noise. */
export function augmentNormal(image: RgbImage, random: Random): RgbImage {
  const { width, height } = image;
  const fill = borderColour(image);
  const turned = rotateImage(image, random.uniform(-MAX_TURN, MAX_TURN), fill).data;
  const dx = Math.round(random.uniform(-MAX_SHIFT, MAX_SHIFT) * width);
  const dy = Math.round(random.uniform(-MAX_SHIFT, MAX_SHIFT) * height);
  const gain = 1 + random.uniform(-MAX_LIGHT, MAX_LIGHT);
  const offset = 128 * random.uniform(-MAX_LIGHT, MAX_LIGHT) + 128 * (1 - gain);
  const noise = random.normals(image.data.length, NOISE);
  const data = new Uint8Array(image.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x >= dx && x - dx < width && y >= dy && y - dy < height;
      const from = ((y - dy) * width + x - dx) * 3;
      const to = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) {
        const value = (inside ? turned[from + c]! : fill[c]!) * gain + offset + noise[to + c]!;
        data[to + c] = Math.min(Math.max(Math.round(value), 0), 255);
      }
    }
  }
  return { width, height, data };
}
