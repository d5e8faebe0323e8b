import assert from "node:assert/strict";
import { test } from "node:test";
import { thresholdOf } from "./viewState.ts";

const thresholds = [
  { rule: "recorded" as const, value: 1, meaning: "", isOracle: false },
  { rule: "f1-max" as const, value: 2, meaning: "", isOracle: true },
];

test("the threshold of a rule, the run's own where there is no such rule", () => {
  assert.equal(thresholdOf({ thresholds }, { rule: "f1-max", custom: 5 }).value, 2);
  assert.equal(thresholdOf({ thresholds }, { rule: "max", custom: 5 }).value, 1);
  assert.equal(thresholdOf({ thresholds }, { rule: "max", custom: 5 }).rule, "recorded");
});

test("a threshold set by hand needs no rule", () => {
  assert.deepEqual(thresholdOf({ thresholds }, { rule: "custom", custom: 5 }), { rule: "custom", value: 5 });
  assert.deepEqual(thresholdOf({ thresholds: [] }, { rule: "max", custom: 5 }), { rule: "custom", value: 5 });
});
