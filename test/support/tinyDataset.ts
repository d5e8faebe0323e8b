import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { encode } from "fast-png";
import { Random } from "../../src/engine/base/random.ts";

/** Sizes of the images, in turn: squares and rectangles, none a multiple of another. */
const SIZES = [
  [40, 40],
  [64, 48],
  [48, 56],
] as const;

/** How many images the folders get. */
export interface TinyCounts {
  readonly train?: number;
  readonly good?: number;
  readonly spot?: number;
}

/**
 * Writes a category in MVTec AD's layout: `train/good`, `test/good`, `test/spot` and `ground_truth/spot/<stem>_mask.png`.
 * Normal images show soft stripes, the others a disc on them: bright in the first, fainter from image to image.
 *
 * @param folder the category's; its name decides the colours
 */
export async function writeTinyDataset(
  folder: string,
  { train = 4, good = 3, spot = 3 }: TinyCounts = {},
): Promise<void> {
  const category = path.basename(folder);
  const write = async (where: string, count: number, defect: boolean) => {
    if (count === 0) return;
    await mkdir(path.join(folder, where), { recursive: true });
    if (defect) await mkdir(path.join(folder, "ground_truth", path.basename(where)), { recursive: true });
    for (let i = 0; i < count; i++) {
      const [width, height] = SIZES[i % SIZES.length]!;
      const stem = String(i).padStart(3, "0");
      const { image, mask } = drawPart(
        Random.for(7, `${category}/${where}/${i}`),
        category,
        width,
        height,
        defect ? 90 / 4 ** i : 0,
      );
      await writeFile(path.join(folder, where, `${stem}.png`), image);
      if (defect) await writeFile(path.join(folder, "ground_truth", path.basename(where), `${stem}_mask.png`), mask);
    }
  };
  await write("train/good", train, false);
  await write("test/good", good, false);
  await write("test/spot", spot, true);
}

/** An 8-bit RGB PNG of noise around a grey level. */
export function noisePng(width: number, height: number, seed = 0): Uint8Array {
  const random = Random.for(seed, "noise");
  return encode({
    width,
    height,
    channels: 3,
    data: new Uint8Array(3 * width * height).map(() => random.int(96, 160)),
  });
}

/** An 8-bit grey PNG of one value. */
export function flatPng(width: number, height: number, value: number): Uint8Array {
  return encode({ width, height, channels: 1, data: new Uint8Array(width * height).fill(value) });
}

function drawPart(random: Random, category: string, width: number, height: number, brightness: number) {
  const hues = Random.for(3, category);
  const colour = [hues.int(70, 150), hues.int(70, 150), hues.int(70, 150)];
  const [cx, cy] = [random.uniform(0.3, 0.7) * width, random.uniform(0.3, 0.7) * height];
  const radius = 0.18 * Math.min(width, height);
  const data = new Uint8Array(3 * width * height);
  const truth = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const inside = brightness > 0 && Math.hypot(x - cx, y - cy) < radius;
      if (inside) truth[at] = 255;
      const shade = inside ? brightness : 20 * Math.sin((12 * x) / width);
      for (let c = 0; c < 3; c++) data[3 * at + c] = colour[c]! + shade + random.int(-4, 5);
    }
  }
  return {
    image: encode({ width, height, channels: 3, data }),
    mask: encode({ width, height, channels: 1, data: truth }),
  };
}
