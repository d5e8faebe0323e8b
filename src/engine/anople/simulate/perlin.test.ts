import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../base/random.ts";
import { perlinNoise } from "./perlin.ts";

test("equal gradients give the hand-computed ramp: √2 (t − fade(t)) along x, constant along y", () => {
  const eastward = { uniform: () => 0 } as unknown as Random;
  const { data } = perlinNoise(8, 2, eastward);
  // fade(1/4) = 0.103515625, fade(1/2) = 1/2, fade(3/4) = 0.896484375.
  const ramp = [0, 0.146484375, 0, -0.146484375].map((value) => value * Math.SQRT2);
  for (let i = 0; i < 64; i++) assert.ok(Math.abs(data[i]! - ramp[i % 4]!) < 1e-6, `pixel ${i}`);
});

test("values lie in [-1, 1], vanish on the lattice and pass from cell to cell without a jump", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 90, max: 140 }),
      (seed, cells, size) => {
        const { data } = perlinNoise(size, cells, new Random(seed));
        assert.equal(data.length, size * size);
        // |∂/∂x| ≤ √2 (1 + max fade' · (√2 + 1)) < 8 per cell.
        const step = (8 * cells) / size;
        for (let y = 0; y < size; y++)
          for (let x = 0; x < size; x++) {
            const value = data[y * size + x]!;
            assert.ok(Math.abs(value) <= 1);
            if (x > 0) assert.ok(Math.abs(value - data[y * size + x - 1]!) <= step);
            if (y > 0) assert.ok(Math.abs(value - data[(y - 1) * size + x]!) <= step);
            if ((x * cells) % size === 0 && (y * cells) % size === 0) assert.ok(Math.abs(value) < 1e-6);
          }
      },
    ),
    { numRuns: 25 },
  );
});

test("the mean over many maps is near 0 and the spread is that of Perlin noise", () => {
  const random = new Random(5);
  let sum = 0;
  let squares = 0;
  const count = 100 * 50 * 50;
  for (let i = 0; i < 100; i++)
    for (const value of perlinNoise(50, 7, random).data) {
      sum += value;
      squares += value * value;
    }
  assert.ok(Math.abs(sum / count) < 0.01, `mean ${sum / count}`);
  const deviation = Math.sqrt(squares / count);
  assert.ok(deviation > 0.25 && deviation < 0.45, `sd ${deviation}`);
});

test("the seed decides", () => {
  assert.deepEqual(perlinNoise(31, 4, new Random(9)), perlinNoise(31, 4, new Random(9)));
  assert.notDeepEqual(perlinNoise(31, 4, new Random(9)), perlinNoise(31, 4, new Random(10)));
});
