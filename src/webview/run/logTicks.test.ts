import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logTicks } from "./logTicks.ts";

const values = (low: number, high: number, count = 10) => logTicks(low, high, count).map(({ value }) => value);

test("powers of ten where three fit", () => {
  assert.deepEqual(values(0.001, 1), [0.001, 0.01, 0.1, 1]);
  assert.deepEqual(values(0.004, 3), [0.01, 0.1, 1]);
});

test("twice and five times those over a short range", () => {
  assert.deepEqual(values(0.03, 2.5), [0.05, 0.1, 0.2, 0.5, 1, 2]);
  assert.deepEqual(values(0.15, 0.7), [0.2, 0.5]);
});

test("labels are no more than there is room for", () => {
  const ticks = logTicks(1e-9, 1, 4);
  assert.equal(ticks.length, 10);
  assert.deepEqual(
    ticks.filter(({ isLabelled }) => isLabelled).map(({ value }) => value),
    [1e-9, 1e-6, 1e-3, 1],
  );
});

test("every mark lies inside, in rising order", () => {
  const exponent = fc.double({ min: -8, max: 8, noNaN: true });
  fc.assert(
    fc.property(exponent, fc.double({ min: 0.1, max: 6, noNaN: true }), (from, span) => {
      const [low, high] = [10 ** from, 10 ** (from + span)];
      const ticks = values(low, high);
      for (const [i, value] of ticks.entries()) {
        assert.ok(value >= low * 0.999999 && value <= high * 1.000001);
        assert.ok(i === 0 || value > ticks[i - 1]!);
      }
      // 1, 2, 5 and powers of ten are never further apart than a factor of 2.5 where few powers fit.
      if (span >= 0.4) assert.ok(ticks.length > 0);
    }),
  );
});
