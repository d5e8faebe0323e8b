import assert from "node:assert/strict";
import { test } from "node:test";
import type { RgbImage } from "../imaging/image.ts";
import { type Config, makeConfig } from "./config.ts";
import { drawStepViews, toSupportSize, type View, viewsPerStep } from "./stepViews.ts";

const SIZE = 32;
const still = (changes: Partial<Config> = {}) =>
  makeConfig("balanced", { rotateSupport: "never", localViews: 4, ...changes }, "test");

/** A picture of twice the view size whose pixel at (x, y) is (3x, 3y, blue). */
function map(blue: number): RgbImage {
  const side = 2 * SIZE;
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [3 * (pixel % side), 3 * Math.floor(pixel / side), blue][i % 3]!;
  });
  return { width: side, height: side, data };
}

const pixel = ({ image }: View, x: number, y: number) => [
  ...image.data.subarray((y * image.width + x) * 3, (y * image.width + x) * 3 + 3),
];

test("a step shows a normal picture and an anomaly, each whole and in its quarters", () => {
  const { classIndex, views } = drawStepViews([[map(100)]], SIZE, still(), 1, 0);
  assert.equal(classIndex, 0);
  assert.equal(views.length, viewsPerStep({ localViews: 4 }));
  const [normal, anomaly] = [views.slice(0, 5), views.slice(5)];
  for (const half of [normal, anomaly]) {
    assert.equal(half[0]!.index, 0);
    assert.deepEqual(half.map(({ index }) => index).sort(), [0, 1, 2, 3, 4]);
    for (const { image } of half)
      assert.deepEqual([image.width, image.height, image.data.length], [SIZE, SIZE, SIZE * SIZE * 3]);
  }
  for (const { mask } of normal) assert.equal(mask, null);
  for (const { mask } of anomaly) assert.ok(mask);
});

test("quarters are cut in raster order, and the whole picture is halved", () => {
  const { views } = drawStepViews([[map(100)]], SIZE, still(), 1, 0);
  const corners = [[], [0, 0], [SIZE, 0], [0, SIZE], [SIZE, SIZE]];
  for (const view of views.slice(1, 5)) {
    const [left, top] = corners[view.index]! as [number, number];
    for (const [x, y] of [
      [0, 0],
      [5, 9],
      [SIZE - 1, SIZE - 1],
    ] as const) {
      assert.deepEqual(pixel(view, x, y), [3 * (left + x), 3 * (top + y), 100], `quarter ${view.index}`);
    }
  }
  // Pixel (x, y) of the half-size picture lies between pixels 2x and 2x + 1.
  for (const [x, y] of [
    [5, 20],
    [16, 16],
    [25, 9],
  ] as const) {
    const [red, green, blue] = pixel(views[0]!, x, y) as [number, number, number];
    assert.ok(Math.abs(red - 3 * (2 * x + 0.5)) <= 1 && Math.abs(green - 3 * (2 * y + 0.5)) <= 1 && blue === 100);
  }
});

test("an anomaly's quarters carry their part of its mask, and only near it do pixels change", () => {
  let marked = 0;
  for (let step = 0; step < 8; step++) {
    const { views } = drawStepViews([[map(100)]], SIZE, still(), 5, step);
    const normal = new Map(views.slice(0, 5).map((view) => [view.index, view]));
    const whole = views[5]!.mask!;
    assert.deepEqual([whole.width, whole.height], [2 * SIZE, 2 * SIZE]);
    assert.ok(whole.data.includes(1));
    for (const { index, mask, image } of views.slice(6)) {
      const left = ((index - 1) % 2) * SIZE;
      const top = index > 2 ? SIZE : 0;
      assert.deepEqual([mask!.width, mask!.height], [SIZE, SIZE]);
      for (let y = 0; y < SIZE; y++) {
        for (let x = 0; x < SIZE; x++) {
          const inside = mask!.data[y * SIZE + x]!;
          assert.equal(inside, whole.data[(top + y) * 2 * SIZE + left + x], `step ${step}, quarter ${index}`);
          marked += inside;
        }
      }
      const unlike = image.data.some((value, i) => value !== normal.get(index)!.image.data[i]);
      if (mask!.data.includes(1)) assert.ok(unlike, `step ${step}, quarter ${index}: marked but unchanged`);
    }
  }
  assert.ok(marked > 0);
});

test("the same seed and step give the same views, another seed or step gives others", () => {
  const classes = [[map(100), map(150)], [map(200)]];
  const config = makeConfig("balanced", {}, "test");
  const draw = (seed: number, step: number) => drawStepViews(classes, SIZE, config, seed, step);
  assert.deepEqual(draw(7, 3), draw(7, 3));
  assert.notDeepEqual(draw(7, 3).views, draw(7, 4).views);
  assert.notDeepEqual(draw(7, 3).views, draw(8, 3).views);
});

test("all classes, support images, quarters and turns come up", () => {
  const classes = [[map(50), map(100)], [map(200)]];
  const config = makeConfig("balanced", { localViews: 1 }, "test");
  const seen = { classes: new Set<number>(), blues: new Set<number>(), quarters: new Set<number>() };
  let turned = 0;
  const steps = 60;
  for (let step = 0; step < steps; step++) {
    const { classIndex, views } = drawStepViews(classes, SIZE, config, 1, step);
    assert.equal(views.length, 4);
    const blue = pixel(views[0]!, SIZE / 2, SIZE / 2)[2]!;
    assert.equal(classIndex === 1, blue === 200);
    seen.classes.add(classIndex);
    seen.blues.add(blue);
    for (const { index } of views) seen.quarters.add(index);
    if (Math.abs(pixel(views[0]!, 8, 16)[0]! - 3 * 16.5) > 2) turned++;
  }
  assert.deepEqual([seen.classes.size, seen.blues.size, seen.quarters.size], [2, 3, 5]);
  assert.ok(turned > steps / 6 && turned < steps / 2, `${turned} of ${steps} turned`); // a third is meant
});

test("a support image is brought to twice the view size whatever its shape", () => {
  const { width, height } = toSupportSize({ width: 50, height: 20, data: new Uint8Array(50 * 20 * 3) }, SIZE);
  assert.deepEqual([width, height], [2 * SIZE, 2 * SIZE]);
});
