import assert from "node:assert/strict";
import { test } from "node:test";
import { meanAndSd } from "./seedSummary.ts";

test("mean and sample standard deviation by hand, nulls left out", () => {
  const { mean, sd, count } = meanAndSd([2, null, 4, 4, 4, 5, 5, 7, 9]);
  assert.equal(mean, 5);
  assert.ok(Math.abs(sd! - Math.sqrt(32 / 7)) < 1e-12);
  assert.equal(count, 8);
  assert.equal(meanAndSd([1e9 + 1, 1e9 + 2, 1e9 + 3]).sd, 1);
});

test("too few values give null", () => {
  assert.deepEqual(meanAndSd([]), { mean: null, sd: null, count: 0 });
  assert.deepEqual(meanAndSd([null]), { mean: null, sd: null, count: 0 });
  assert.deepEqual(meanAndSd([null, 0.5]), { mean: 0.5, sd: null, count: 1 });
});
