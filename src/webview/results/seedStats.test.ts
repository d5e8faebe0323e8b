import assert from "node:assert/strict";
import { test } from "node:test";
import { seedStats } from "./seedStats.ts";

test("mean and sample standard deviation of those with a value", () => {
  assert.deepEqual(seedStats([2, 4, null, 4, 4, 5, 5, 7, 9]), { count: 8, mean: 5, sd: Math.sqrt(32 / 7) });
});

test("one value has no deviation, none has no mean", () => {
  assert.deepEqual(seedStats([0.5]), { count: 1, mean: 0.5, sd: null });
  assert.deepEqual(seedStats([null]), { count: 0, mean: null, sd: null });
});
