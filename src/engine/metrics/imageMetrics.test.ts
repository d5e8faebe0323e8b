import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { AnopleError } from "../base/errors.ts";
import { imageMetrics } from "./imageMetrics.ts";

const near = (actual: number | null, expected: number, tolerance = 1e-12) =>
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

const labelled = fc.array(
  fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: -6, max: 6 }) }),
  {
    minLength: 2,
    maxLength: 40,
  },
);

test("equals scikit-learn on its golden cases", () => {
  const cases = JSON.parse(readFileSync("test/fixtures/metrics/metrics-image.json", "utf8")) as {
    labels: number[];
    scores: number[];
    auroc: number;
    averagePrecision: number;
    f1Max: number;
    f1MaxThreshold: number;
  }[];
  assert.equal(cases.length, 3);
  for (const golden of cases) {
    const metrics = imageMetrics(golden.labels, golden.scores);
    near(metrics.auroc, golden.auroc);
    near(metrics.ap, golden.averagePrecision);
    near(metrics.f1Max, golden.f1Max);
    assert.equal(metrics.f1MaxThreshold, golden.f1MaxThreshold);
    assert.equal(metrics.anomalies + metrics.normals, golden.labels.length);
    assert.equal(metrics.reason, undefined);
  }
});

test("equals the examples of anomalib's documentation", () => {
  near(imageMetrics([0, 0, 1, 1, 0], [0.13, 0.26, 0.08, 0.92, 0.03]).auroc, 2 / 3);
  const f1 = imageMetrics([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
  near(f1.f1Max, 0.8);
  assert.equal(f1.f1MaxThreshold, 0.35);
  assert.equal(imageMetrics([0, 0, 0, 1, 1], [2.3, 1.6, 2.6, 7.9, 3.3]).f1MaxThreshold, 3.3);
});

test("AUROC is the fraction of pairs won, and F1-max is reached by its threshold and by no other better", () => {
  fc.assert(
    fc.property(labelled, (rows) => {
      const normals = rows.filter((row) => row.label === 0);
      const anomalies = rows.filter((row) => row.label === 1);
      fc.pre(normals.length > 0 && anomalies.length > 0);
      const metrics = imageMetrics(
        rows.map((row) => row.label),
        rows.map((row) => row.score),
      );
      let wins = 0;
      for (const a of anomalies) for (const n of normals) wins += (Math.sign(a.score - n.score) + 1) / 2;
      near(metrics.auroc, wins / (normals.length * anomalies.length));
      const f1At = (threshold: number) => {
        const tp = anomalies.filter((row) => row.score >= threshold).length;
        const precision = tp / rows.filter((row) => row.score >= threshold).length;
        const recall = tp / anomalies.length;
        return tp === 0 ? 0 : (2 * precision * recall) / (precision + recall);
      };
      near(metrics.f1Max, f1At(metrics.f1MaxThreshold!));
      near(metrics.f1Max, Math.max(...rows.map((row) => f1At(row.score))));
    }),
  );
});

test("equal scores everywhere: chance", () => {
  const metrics = imageMetrics([0, 1, 0, 1, 0], new Float64Array(5).fill(7));
  assert.equal(metrics.auroc, 0.5);
  near(metrics.ap, 0.4);
});

test("says why a metric is undefined", () => {
  const reasons: [number[], number[], RegExp][] = [
    [[0, 0], [1, 2], /no anomalous/],
    [[1, 1], [1, 2], /no normal/],
    [[], [], /no images/],
    [[0, 1], [1, Number.NaN], /Score 2 is not a finite/],
    [[0, 1], [Number.POSITIVE_INFINITY, 1], /Score 1 is not a finite/],
  ];
  for (const [labels, scores, reason] of reasons) {
    const metrics = imageMetrics(labels, scores);
    assert.match(metrics.reason ?? "", reason);
    assert.deepEqual([metrics.auroc, metrics.ap, metrics.f1Max, metrics.f1MaxThreshold], [null, null, null, null]);
  }
});

test("refuses labels that are not 0 or 1, and lengths that differ", () => {
  const isDataError = (error: unknown) => error instanceof AnopleError && error.code === "data";
  assert.throws(() => imageMetrics([0, 2], [1, 2]), isDataError);
  assert.throws(() => imageMetrics([0, 1], [1]), isDataError);
});
