import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { gaussianBlur } from "./blur.ts";

const MAP = { width: 4, height: 3, data: Float32Array.of(0, 0, 0, 1, 0, 2, 0, 0, 0, 0, -3, 0) };

// From scipy.ndimage.gaussian_filter in double precision. With sigma 2.5 the kernel is wider than the map, twice over.
const EXPECTED = {
  1: [
    0.1672389, 0.2305452, 0.2569148, 0.3894427, 0.1908863, 0.1311192, -0.0731068, -0.0254771, 0.0632304, -0.223208,
    -0.6134932, -0.4940924,
  ],
  2.5: [
    0.0362185, 0.0244026, 0.0079257, -0.003608, 0.0222532, 0.009105, -0.0092451, -0.0220967, 0.008275, -0.0062052,
    -0.0264279, -0.0405969,
  ],
};

for (const [sigma, expected] of Object.entries(EXPECTED)) {
  test(`sigma ${sigma} equals scipy`, () => {
    const { width, height, data } = gaussianBlur(MAP, Number(sigma));
    assert.deepEqual([width, height], [4, 3]);
    expected.forEach((value, i) => {
      assert.ok(Math.abs(data[i]! - value) < 3e-7, `${i}: ${data[i]} instead of ${value}`);
    });
  });
}

test("sigma 0 copies", () => {
  assert.deepEqual(gaussianBlur(MAP, 0), MAP);
  assert.notEqual(gaussianBlur(MAP, 0).data, MAP.data);
});

test("a bad sigma is refused", () => {
  for (const sigma of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => gaussianBlur(MAP, sigma), RangeError);
});

test("the sum is kept, and the extremes are not exceeded", () => {
  const side = fc.integer({ min: 1, max: 23 });
  fc.assert(
    fc.property(
      side,
      side,
      fc.double({ min: 0.1, max: 9, noNaN: true }),
      fc.integer(),
      (width, height, sigma, salt) => {
        const map = {
          width,
          height,
          data: Float32Array.from({ length: width * height }, (_, i) => Math.sin(salt + i * i)),
        };
        const { data } = gaussianBlur(map, sigma);
        const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
        assert.ok(Math.abs(sum(data) - sum(map.data)) < 1e-4);
        assert.ok(Math.max(...data) <= Math.max(...map.data) + 1e-6);
        assert.ok(Math.min(...data) >= Math.min(...map.data) - 1e-6);
      },
    ),
    { numRuns: 50 },
  );
});
