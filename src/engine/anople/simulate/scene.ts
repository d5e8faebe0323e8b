import type { Random } from "../../base/random.ts";
import type { BinaryMask, RgbImage } from "../../imaging/image.ts";
import type { Stencil } from "./stencil.ts";

/** What a defect is painted into. */
export interface Scene {
  readonly normal: RgbImage;
  /** Another picture of the part, of any size, or the same. */
  readonly other: RgbImage;
  /** Where defects belong; null for anywhere. */
  readonly foreground: BinaryMask | null;
  /** Colour around the part. */
  readonly background: readonly [number, number, number];
  /** Geometric mean of the picture's edges divided by 448; sizes in pixels are given for scale 1. */
  readonly scale: number;
}

/** A random pixel, of the foreground where there is one. */
export function pickSpot(scene: Scene, random: Random): [x: number, y: number] {
  const { width, height } = scene.normal;
  let x = 0;
  let y = 0;
  for (let tries = 0; tries < 100; tries++) {
    x = random.int(0, width);
    y = random.int(0, height);
    if (scene.foreground === null || scene.foreground.data[y * width + x] === 1) break;
  }
  return [x, y];
}

/** Mean colour of the picture under a clipped stencil; black under an empty one. */
export function meanColour(image: RgbImage, stencil: Stencil): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  let weight = 0;
  for (let y = 0; y < stencil.height; y++)
    for (let x = 0; x < stencil.width; x++) {
      const alpha = stencil.alpha[y * stencil.width + x]!;
      const at = ((stencil.top + y) * image.width + stencil.left + x) * 3;
      weight += alpha;
      for (let c = 0; c < 3; c++) sum[c]! += alpha * image.data[at + c]!;
    }
  return weight === 0 ? sum : [sum[0] / weight, sum[1] / weight, sum[2] / weight];
}
