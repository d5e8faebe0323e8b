import assert from "node:assert/strict";
import { test } from "node:test";
import { describeStep, describeTraining, timeLeftText } from "./curveText.ts";

const at = (step: number, total?: number) => ({
  step,
  seconds: step,
  losses: total === undefined ? {} : { total, dice: total / 2 },
  learningRate: 0.002,
  gradientNorm: 1,
});

test("a step is told with the losses that it has", () => {
  assert.equal(describeStep(at(1200, 0.5)), "Step 1,200: Total 0.5000, Dice 0.2500, learning rate 0.002");
  assert.equal(describeStep(at(3)), "Step 3: learning rate 0.002");
});

test("a training is told by its first, last and lowest loss", () => {
  assert.equal(
    describeTraining([at(1, 3), at(2, 0.5), at(3, 1), at(4)]),
    "The total loss went from 3.000 at step 1 to 1.000 at step 3; the lowest was 0.5000 at step 2.",
  );
  assert.equal(describeTraining([]), "No step was trained yet.");
});

test("the time left is no more exact than an estimate is", () => {
  const texts: [number, string][] = [
    [3, "a few seconds left"],
    [31, "about 40 s left"],
    [55, "about 1 min left"],
    [150, "about 3 min left"],
    [3600, "about 1 h left"],
    [5400, "about 1 h 30 min left"],
    [7190, "about 2 h left"],
  ];
  for (const [seconds, text] of texts) assert.equal(timeLeftText(seconds), text, String(seconds));
});
