import assert from "node:assert/strict";
import { test } from "node:test";
import { learningRateAt } from "./schedule.ts";

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}, not ${expected}`);

test("without warm-up the rate falls from the peak along a half cosine to the final rate", () => {
  near(learningRateAt(0, 100, 2e-3, 1e-5, 0), 2e-3);
  near(learningRateAt(50, 100, 2e-3, 1e-5, 0), (2e-3 + 1e-5) / 2);
  near(learningRateAt(25, 100, 2e-3, 1e-5, 0), 1e-5 + (2e-3 - 1e-5) * 0.5 * (1 + Math.SQRT1_2));
  near(learningRateAt(100, 100, 2e-3, 1e-5, 0), 1e-5);
  near(learningRateAt(0, 1, 2e-3, 1e-5, 0), 2e-3);
});

test("warm-up raises the rate linearly and then leaves it alone", () => {
  const cosine = (step: number) => learningRateAt(step, 100, 1, 0, 0);
  for (let step = 0; step < 10; step++) near(learningRateAt(step, 100, 1, 0, 0.1), (cosine(step) * (step + 1)) / 11);
  for (let step = 10; step < 100; step++) near(learningRateAt(step, 100, 1, 0, 0.1), cosine(step));
});

test("the rate is always above zero and at most the peak", () => {
  for (const steps of [1, 2, 7, 300]) {
    for (const warmup of [0, 0.05, 0.5]) {
      for (let step = 0; step < steps; step++) {
        const rate = learningRateAt(step, steps, 2e-3, 1e-5, warmup);
        assert.ok(rate > 0 && rate <= 2e-3, `${step} of ${steps}: ${rate}`);
      }
    }
  }
});
