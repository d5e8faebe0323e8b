import assert from "node:assert/strict";
import { test } from "node:test";
import { thresholdFromNormals } from "../../engine/metrics/thresholds.ts";
import { isAnomalous, standing } from "./verdict.ts";

const parts = { memory: 0, prompt: 0, decoder: 0 };
const scored = (percentile: number, meaning: string, normals = 24, score = 1) => ({
  image: { path: "", category: "", score, parts, threshold: 1, percentile },
  threshold: { rule: "max", value: 1, meaning, normals },
});
const MEANING = "at least as high as the highest of the 24 augmented support images";

test("a score at the threshold is anomalous", () => {
  assert.ok(isAnomalous(scored(1, MEANING, 24, 1)));
  assert.ok(!isAnomalous(scored(1, MEANING, 24, 0.9999)));
});

test("the share of normals below is told with what they are", () => {
  assert.equal(
    standing(scored(0.995, MEANING)),
    "higher than 99.5 % of the 24 normals seen (augmented support images)",
  );
});

test("all and none are said in words, and only if they are", () => {
  assert.match(standing(scored(1, MEANING)), /^higher than all of the 24 normals seen/);
  assert.match(standing(scored(0, MEANING)), /^lower than all of the 24 normals seen/);
  assert.match(standing(scored(0.99999, MEANING)), /^higher than 99.9 % /);
  assert.match(standing(scored(0.00001, MEANING)), /^higher than 0.1 % /);
});

test("what was scored is found in the meaning of each of the engine's rules", () => {
  for (const rule of ["max", "mean+3sd", "quantile"] as const) {
    const { meaning, normals } = thresholdFromNormals([1, 2, 3, 4, 5], rule, 0.995, "augmented support images");
    assert.match(standing(scored(0.5, meaning, normals)), /the 5 normals seen \(augmented support images\)$/, rule);
  }
});

test("other sentences are not guessed at", () => {
  assert.equal(standing(scored(0.5, "above 0.3")), "higher than 50 % of the 24 normals seen");
  assert.equal(standing(scored(0.5, MEANING, 0)), "no normals were scored to compare with");
});
