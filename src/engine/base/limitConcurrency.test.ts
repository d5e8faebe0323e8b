import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { limitConcurrency } from "./limitConcurrency.ts";

test("never more at a time than allowed, all of them, in the order in which they came", async () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 6 }), lengths, async (most, turns) => {
      const limited = limitConcurrency(most);
      const begun: number[] = [];
      let running = 0;
      let peak = 0;
      const work = turns.map((count, i) =>
        limited(async () => {
          begun.push(i);
          peak = Math.max(peak, ++running);
          for (let k = 0; k < count; k++) await turn();
          running--;
          if (count === 5) throw new Error(`${i} failed`);
          return i;
        }),
      );
      const results = await Promise.allSettled(work);
      const inOrder = turns.map((_, i) => i);
      assert.deepEqual(begun, inOrder);
      assert.ok(peak <= most);
      for (const [i, result] of results.entries()) {
        if (turns[i] === 5) assert.ok(result.status === "rejected" && result.reason.message === `${i} failed`);
        else assert.ok(result.status === "fulfilled" && result.value === i);
      }
    }),
  );
});

test("places are all used, and free again after failures", async () => {
  const limited = limitConcurrency(2);
  const failing = [1, 2, 3].map(() => limited(() => Promise.reject(new Error("no"))).catch(() => "failed"));
  assert.deepEqual(await Promise.all(failing), ["failed", "failed", "failed"]);
  const open: (() => void)[] = [];
  const work = [1, 2, 3].map(() => limited(() => new Promise<void>((done) => void open.push(done))));
  await turn();
  assert.equal(open.length, 2, "two have begun");
  open[0]!();
  await turn();
  assert.equal(open.length, 3);
  for (const finish of open) finish();
  await Promise.all(work);
});
