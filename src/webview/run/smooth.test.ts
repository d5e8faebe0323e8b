import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { smooth } from "./smooth.ts";

const close = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `${a} ${b}`);
const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true });

test("weights of evenly spaced values fall by the same factor", () => {
  const [first, second, third] = smooth([10, 20, 30], [4, 8, 0], 0.5);
  close(first!, 4);
  close(second!, (0.5 * 4 + 8) / 1.5);
  close(third!, (0.25 * 4 + 0.5 * 8 + 0) / 1.75);
});

test("no weight leaves the values as they are", () => {
  assert.deepEqual(smooth([1, 2, 3], [3, 1, 2], 0), [3, 1, 2]);
  assert.deepEqual(smooth([7], [3], 0.9), [3]);
  assert.deepEqual(smooth([], [], 0.9), []);
});

test("a wider gap forgets more", () => {
  // Mean spacing 2, gaps of 1 and 3.
  const [, near, far] = smooth([0, 1, 4], [1, 0, 0], 0.25);
  close(near!, 0.5 / 1.5);
  const kept = 0.25 ** 1.5;
  close(far!, (0.5 * kept) / (1.5 * kept + 1));
});

test("gaps stay gaps and don't spread", () => {
  const smoothed = smooth([1, 2, 3], [2, Number.NaN, 2], 0.9);
  assert.equal(smoothed[0], 2);
  assert.ok(Number.isNaN(smoothed[1]!));
  close(smoothed[2]!, 2);
});

test("a smoothed value lies between the lowest and the highest so far", () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), fc.double({ min: 0, max: 0.99, noNaN: true }), (values, weight) => {
      const at = values.map((_, i) => i);
      smooth(at, values, weight).forEach((value, i) => {
        const seen = values.slice(0, i + 1);
        assert.ok(value >= Math.min(...seen) - 1e-9 && value <= Math.max(...seen) + 1e-9);
      });
    }),
  );
});
