import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { TrainingStep } from "../../protocol/runs.ts";
import { lossesOf, nearestPoint, withStep } from "./lossHistory.ts";

const at = (step: number): TrainingStep => ({
  step,
  seconds: step,
  losses: { total: step },
  learningRate: 0,
  gradientNorm: 0,
});
const stepsOf = (training: readonly TrainingStep[]) => training.map(({ step }) => step);

test("a step is added at the end", () => {
  assert.deepEqual(stepsOf(withStep([at(1), at(2)], at(3))), [1, 2, 3]);
});

test("steps that are done again replace the earlier ones", () => {
  assert.deepEqual(stepsOf(withStep([at(1), at(2), at(3), at(4)], at(3))), [1, 2, 3]);
  assert.deepEqual(stepsOf(withStep([at(5)], at(1))), [1]);
});

test("the points of a long training stay bounded, with the newest among them", () => {
  let training: readonly TrainingStep[] = [];
  for (let step = 1; step <= 5000; step++) {
    training = withStep(training, at(step));
    assert.ok(training.length <= 1000);
    assert.equal(training[training.length - 1]!.step, step);
  }
  assert.ok(training.length >= 500);
  assert.ok(training[0]!.step <= 16);
});

test("a loss that was not recorded is a gap", () => {
  assert.deepEqual(lossesOf([at(1), { ...at(2), losses: {} }], "total"), [1, Number.NaN]);
});

test("nearestPoint agrees with a search through all", () => {
  const training = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(training, fc.double({ min: -20, max: 220, noNaN: true }), (steps, wanted) => {
      const sorted = steps.sort((a, b) => a - b);
      const found = sorted[nearestPoint(sorted.map(at), wanted)]!;
      assert.equal(Math.abs(found - wanted), Math.min(...sorted.map((step) => Math.abs(step - wanted))));
    }),
  );
  assert.equal(nearestPoint([], 3), -1);
});
