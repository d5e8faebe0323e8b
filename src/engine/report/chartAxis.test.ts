import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { axisTicks } from "./chartAxis.ts";

test("ticks are round numbers around the range", () => {
  assert.deepEqual(axisTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(axisTicks(0.13, 0.57, 6), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
  assert.deepEqual(axisTicks(0, 7, 3), [0, 5, 10]);
  assert.deepEqual(axisTicks(3, 3, 3), [3, 4, 5, 6]);
  assert.deepEqual(axisTicks(0, 0, 2), [0, 0.5, 1]);
});

test("ticks cover any range, evenly, and are few", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(value, value, fc.integer({ min: 2, max: 10 }), (a, b, count) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      if (high - low < 1e-9 * Math.max(1, Math.abs(low), Math.abs(high))) return;
      const ticks = axisTicks(low, high, count);
      const step = ticks[1]! - ticks[0]!;
      const slack = 1e-6 * step;
      assert.ok(ticks[0]! <= low + slack && ticks.at(-1)! >= high - slack, `${low} to ${high}: ${ticks}`);
      assert.ok(ticks.length >= 2 && ticks.length <= count + 3, `${ticks}`);
      for (let i = 1; i < ticks.length; i++) assert.ok(Math.abs(ticks[i]! - ticks[i - 1]! - step) < 1e-3 * step);
    }),
  );
});
