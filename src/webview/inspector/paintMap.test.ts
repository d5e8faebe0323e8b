import assert from "node:assert/strict";
import { test } from "node:test";
import { colorTable } from "./colorMaps.ts";
import { paintMap } from "./paintMap.ts";

const table = colorTable("gray");

function paint(values: number[], low: number, high: number, isFaded = false): number[][] {
  const pixels = new Uint8ClampedArray(4 * values.length).fill(7);
  paintMap(Float32Array.from(values), { low, high }, table, isFaded, pixels);
  return values.map((_, i) => [...pixels.subarray(4 * i, 4 * i + 4)]);
}

test("the scale's ends take the table's ends, and what is outside too", () => {
  assert.deepEqual(paint([2, 4, 3, 1, 9, Number.POSITIVE_INFINITY], 2, 4), [
    [0, 0, 0, 255],
    [255, 255, 255, 255],
    [128, 128, 128, 255],
    [0, 0, 0, 255],
    [255, 255, 255, 255],
    [255, 255, 255, 255],
  ]);
});

test("what has no value is transparent", () => {
  assert.deepEqual(paint([Number.NaN, 4], 2, 4), [
    [0, 0, 0, 0],
    [255, 255, 255, 255],
  ]);
});

test("fading lets the picture through where values are low", () => {
  const alphas = paint([0, 51, 85, 170, 255], 0, 255, true).map((pixel) => pixel[3]);
  assert.deepEqual(alphas, [0, 153, 255, 255, 255]);
});

test("a flat scale takes the low end", () => {
  assert.deepEqual(paint([3, 5], 4, 4), [
    [0, 0, 0, 255],
    [0, 0, 0, 255],
  ]);
});
