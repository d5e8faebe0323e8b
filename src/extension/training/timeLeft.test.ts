import assert from "node:assert/strict";
import { test } from "node:test";
import { TimeLeft } from "./timeLeft.ts";

test("one step tells nothing: it holds the building of the graph", () => {
  assert.equal(new TimeLeft().after(1, 60, 12), null);
});

test("the rest takes as long as the steps since the first", () => {
  const left = new TimeLeft();
  left.after(1, 60, 12);
  assert.equal(left.after(2, 60, 13), 58);
  assert.equal(left.after(3, 60, 16), 57 * 2);
});

test("an early slow phase is forgotten", () => {
  const left = new TimeLeft();
  let seconds = 0;
  let last: number | null = null;
  for (let step = 1; step <= 40; step++) {
    seconds += step < 20 ? 5 : 1;
    last = left.after(step, 50, seconds);
  }
  assert.equal(last, 10);
});
