import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { decodeImage } from "../../imaging/decode.ts";
import type { RgbImage } from "../../imaging/image.ts";
import { resizeBicubic } from "../../imaging/resize.ts";
import { foregroundMask } from "./foreground.ts";
import { perlinNoise } from "./perlin.ts";

type Colour = [number, number, number];

function paint(width: number, height: number, colourAt: (x: number, y: number) => Colour, noise = 0): RgbImage {
  const random = new Random(1);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const colour = colourAt(i % width, Math.floor(i / width));
    for (let c = 0; c < 3; c++) data[i * 3 + c] = Math.max(0, Math.min(255, colour[c]! + random.normal() * noise));
  }
  return { width, height, data };
}

/** Intersection over union of the mask and `truth`. */
function agreement(image: RgbImage, truth: (x: number, y: number) => boolean): number {
  const mask = foregroundMask(image);
  assert.ok(mask !== null, "no foreground found");
  assert.deepEqual([mask.width, mask.height], [image.width, image.height]);
  let both = 0;
  let either = 0;
  for (let i = 0; i < mask.data.length; i++) {
    const wanted = truth(i % image.width, Math.floor(i / image.width));
    if (wanted && mask.data[i] === 1) both++;
    if (wanted || mask.data[i] === 1) either++;
  }
  return both / either;
}

test("finds a part against a plain noisy background, whatever the size", () => {
  for (const [width, height] of [
    [448, 448],
    [150, 333],
    [64, 64],
    [37, 20],
  ] as const) {
    const inside = (x: number, y: number) => ((x - width / 2) / width) ** 2 + ((y - height / 2) / height) ** 2 < 0.09;
    const image = paint(width, height, (x, y) => (inside(x, y) ? [150, 90, 60] : [200, 205, 210]), 6);
    assert.ok(agreement(image, inside) > 0.9, `${width} × ${height}`);
  }
});

test("fills holes of the background's colour and drops specks", () => {
  const inside = (x: number, y: number) => Math.hypot(x - 100, y - 100) < 60;
  const image = paint(200, 200, (x, y) => {
    const speck = x > 180 && x < 186 && y > 10 && y < 16;
    const hole = Math.hypot(x - 100, y - 100) < 15;
    return (inside(x, y) && !hole) || speck ? [30, 30, 40] : [240, 240, 240];
  });
  assert.ok(agreement(image, inside) > 0.95);
});

test("leaves out the shadow on a coloured background, but keeps a grey part on white", () => {
  const inside = (x: number, y: number) => Math.hypot(x - 100, y - 100) < 50;
  const shaded = paint(200, 200, (x, y) => {
    if (inside(x, y)) return [225, 205, 180];
    return Math.hypot(x - 125, y - 110) < 50 ? [140, 130, 36] : [215, 200, 55];
  });
  assert.ok(agreement(shaded, inside) > 0.93);
  const onWhite = paint(200, 200, (x, y) => (inside(x, y) ? [150, 150, 150] : [250, 250, 250]));
  assert.ok(agreement(onWhite, inside) > 0.95);
});

test("says null on textures and on plain pictures", () => {
  assert.equal(foregroundMask(paint(224, 224, () => [90, 90, 90])), null);
  assert.equal(foregroundMask(paint(224, 224, () => [120, 110, 100], 30)), null);
  assert.equal(foregroundMask(paint(224, 224, (x) => (x % 28 < 14 ? [60, 60, 60] : [180, 180, 180]))), null);
  assert.equal(foregroundMask(paint(1, 1, () => [90, 90, 90])), null);
  for (const cells of [2, 5, 9, 14, 40])
    for (const colour of [
      [150, 100, 70],
      [120, 120, 120],
      [200, 180, 60],
    ] as const)
      for (let seed = 0; seed < 4; seed++) {
        const cloud = perlinNoise(224, cells, new Random(seed));
        const mottled = paint(
          224,
          224,
          (x, y) => {
            const mottle = 60 * cloud.data[y * 224 + x]!;
            return [colour[0] + mottle, colour[1] + mottle, colour[2] + mottle];
          },
          6,
        );
        assert.equal(foregroundMask(mottled), null, `${cells} cells of ${colour}, seed ${seed}`);
      }
});

test("finds the nut on the sample pictures", async () => {
  for (const name of ["00", "02", "07"]) {
    const image = resizeBicubic(await decodeImage(`media/samples/hazelnut/train/good/${name}.jpg`), 224, 224);
    const mask = foregroundMask(image);
    assert.ok(mask !== null);
    const share = mask.data.reduce((sum, value) => sum + value, 0) / mask.data.length;
    assert.ok(share > 0.1 && share < 0.4, `${name}: ${share}`);
    assert.equal(mask.data[112 * 224 + 100], 1);
    for (const corner of [0, 223, 223 * 224, 224 * 224 - 1]) assert.equal(mask.data[corner], 0);
  }
});
