import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ticks } from "./ticks.ts";

test("round numbers within the ends", () => {
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(0.13, 0.47, 4), [0.2, 0.3, 0.4]);
  assert.deepEqual(ticks(-3, 12, 3), [0, 5, 10]);
  assert.deepEqual(ticks(2, 2, 3), [2]);
});

test("ticks ascend evenly, stay inside and are about as many as asked for", () => {
  const end = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(end, end, fc.integer({ min: 2, max: 12 }), (a, b, count) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      fc.pre(high - low > 1e-3);
      const found = ticks(low, high, count);
      const room = (high - low) * 1e-6;
      for (const tick of found) assert.ok(tick >= low - room && tick <= high + room);
      for (let i = 1; i < found.length; i++) assert.ok(found[i]! > found[i - 1]!);
      assert.ok(found.length <= count + 1 && found.length >= Math.floor(count / 2.5) - 1);
    }),
  );
});
