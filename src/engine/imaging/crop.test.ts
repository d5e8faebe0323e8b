import assert from "node:assert/strict";
import { test } from "node:test";
import { cropImage, flipImage } from "./crop.ts";

// 3 × 2 pixels; each holds its place: x, y, 9.
const IMAGE = { width: 3, height: 2, data: Uint8Array.of(0, 0, 9, 1, 0, 9, 2, 0, 9, 0, 1, 9, 1, 1, 9, 2, 1, 9) };

test("crop takes the pixels from the corner on", () => {
  assert.deepEqual(cropImage(IMAGE, 1, 0, 2, 2), {
    width: 2,
    height: 2,
    data: Uint8Array.of(1, 0, 9, 2, 0, 9, 1, 1, 9, 2, 1, 9),
  });
  assert.deepEqual(cropImage(IMAGE, 0, 0, 3, 2), IMAGE);
});

test("crop refuses to leave the image", () => {
  for (const [left, top, width, height] of [
    [-1, 0, 2, 2],
    [2, 0, 2, 1],
    [0, 1, 1, 2],
    [0, 0, 0, 1],
    [0.5, 0, 1, 1],
  ] as const)
    assert.throws(() => cropImage(IMAGE, left, top, width, height), RangeError);
});

test("flip mirrors in each direction", () => {
  assert.deepEqual(flipImage(IMAGE, false, false), IMAGE);
  assert.deepEqual(
    flipImage(IMAGE, true, false).data,
    Uint8Array.of(2, 0, 9, 1, 0, 9, 0, 0, 9, 2, 1, 9, 1, 1, 9, 0, 1, 9),
  );
  assert.deepEqual(
    flipImage(IMAGE, false, true).data,
    Uint8Array.of(0, 1, 9, 1, 1, 9, 2, 1, 9, 0, 0, 9, 1, 0, 9, 2, 0, 9),
  );
  assert.deepEqual(flipImage(flipImage(IMAGE, true, true), true, true), IMAGE);
});
