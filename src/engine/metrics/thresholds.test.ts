import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AnopleError, type ErrorCode } from "../base/errors.ts";
import { percentileAmongNormals, thresholdFromNormals } from "./thresholds.ts";

const failsWith = (code: ErrorCode) => (error: unknown) => error instanceof AnopleError && error.code === code;

test("each rule by hand", () => {
  const scores = [4, 1, 3, 2];
  assert.deepEqual(thresholdFromNormals(scores, "max"), {
    threshold: 4,
    rule: "max",
    normals: 4,
    meaning: "at least as high as the highest of the 4 normal images",
  });
  // Mean 2.5, squared deviations 2.25 + 0.25 + 0.25 + 2.25 over 3.
  const sd = thresholdFromNormals(scores, "mean+3sd").threshold;
  assert.ok(Math.abs(sd - (2.5 + 3 * Math.sqrt(5 / 3))) < 1e-12);
  // Position 0.9 * 3 = 2.7, between 3 and 4.
  const quantile = thresholdFromNormals(scores, "quantile", 0.9, "augmented support images");
  assert.ok(Math.abs(quantile.threshold - 3.7) < 1e-12);
  assert.equal(quantile.meaning, "at or above the 90 % quantile of the 4 augmented support images");
  assert.match(thresholdFromNormals(scores, "quantile").meaning, /99\.5 %/);
  assert.deepEqual(scores, [4, 1, 3, 2]);
});

test("quantiles 0 and 1 are the ends, and quantiles never fall", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (scores, a, b) => {
        const at = (q: number) => thresholdFromNormals(scores, "quantile", q).threshold;
        assert.equal(at(0), Math.min(...scores));
        assert.equal(at(1), thresholdFromNormals(scores, "max").threshold);
        assert.ok(at(Math.min(a, b)) <= at(Math.max(a, b)) + 1e-9);
      },
    ),
  );
});

test("refuses what gives no threshold", () => {
  assert.throws(() => thresholdFromNormals([], "max"), failsWith("data"));
  assert.throws(() => thresholdFromNormals([1, Number.NaN], "max"), failsWith("data"));
  assert.throws(() => thresholdFromNormals([1, Number.NEGATIVE_INFINITY], "quantile"), failsWith("data"));
  assert.throws(() => thresholdFromNormals([1], "mean+3sd"), failsWith("data"));
  assert.throws(() => thresholdFromNormals([1, 2], "quantile", 99.5), failsWith("usage"));
  assert.equal(thresholdFromNormals([3], "quantile").threshold, 3);
});

test("a percentile counts the normal scores below, equal ones 1/2", () => {
  assert.equal(percentileAmongNormals(2, [1, 2, 3, 4]), 0.375);
  assert.equal(percentileAmongNormals(0, [1, 2]), 0);
  assert.equal(percentileAmongNormals(9, Float32Array.of(1, 2)), 1);
  assert.throws(() => percentileAmongNormals(1, []), failsWith("data"));
});
