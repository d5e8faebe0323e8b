import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { decodeImage } from "./decode.ts";
import { resizeBicubic, resizeMapBilinear, resizeMaskNearest } from "./resize.ts";

const FIXTURES = path.resolve("test/fixtures/imaging");

// Growing; shrinking, rows first; shrinking, columns first; one direction only.
for (const [width, height] of [
  [224, 224],
  [40, 33],
  [100, 20],
  [120, 31],
] as const) {
  test(`bicubic to ${width} × ${height} equals Pillow bit for bit`, async () => {
    const source = await decodeImage(path.join(FIXTURES, "resize.png"));
    const expected = await decodeImage(path.join(FIXTURES, `resize-${width}x${height}.png`));
    assert.deepEqual(resizeBicubic(source, width, height), expected);
  });
}

test("bicubic to the same size gives a copy", () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  const copy = resizeBicubic(image, 2, 1);
  assert.deepEqual(copy, image);
  assert.notEqual(copy.data, image.data);
});

test("bicubic keeps an even colour at any size", () => {
  const side = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (w, h, toW, toH, value) => {
      const image = { width: w, height: h, data: new Uint8Array(w * h * 3).fill(value) };
      const { width, height, data } = resizeBicubic(image, toW, toH);
      assert.deepEqual([width, height, data.length], [toW, toH, toW * toH * 3]);
      assert.ok(data.every((v) => v === value));
    }),
    { numRuns: 50 },
  );
});

test("a target without pixels is refused", () => {
  const image = { width: 1, height: 1, data: new Uint8Array(3) };
  assert.throws(() => resizeBicubic(image, 0, 5), RangeError);
  assert.throws(() => resizeBicubic(image, 5, 2.5), RangeError);
});

test("bilinear has half-pixel centres and clamped edges", () => {
  const map = { width: 3, height: 2, data: Float32Array.of(0, 1, 4, 2, 3, 8) };
  // Across, output centres lie at -0.125, 0.625, 1.375 and 2.125; down, at -0.17, 0.5 and 1.17.
  assert.deepEqual(resizeMapBilinear(map, 4, 3), {
    width: 4,
    height: 3,
    data: Float32Array.of(0, 0.625, 2.125, 4, 1, 1.625, 3.5, 6, 2, 2.625, 4.875, 8),
  });
  assert.deepEqual(resizeMapBilinear(map, 1, 1).data, Float32Array.of(2));
  assert.deepEqual(resizeMapBilinear(map, 3, 2), map);
});

test("nearest takes the pixel under the output pixel's centre", () => {
  const mask = { width: 4, height: 2, data: Uint8Array.of(1, 0, 0, 1, 0, 1, 1, 0) };
  assert.deepEqual(resizeMaskNearest(mask, 2, 2).data, Uint8Array.of(0, 1, 1, 0));
  assert.deepEqual(resizeMaskNearest(mask, 4, 1).data, Uint8Array.of(0, 1, 1, 0));
  assert.deepEqual(
    resizeMaskNearest({ width: 2, height: 1, data: Uint8Array.of(0, 1) }, 4, 2).data,
    Uint8Array.of(0, 0, 1, 1, 0, 0, 1, 1),
  );
});
