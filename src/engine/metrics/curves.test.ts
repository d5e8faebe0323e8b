import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AnopleError } from "../base/errors.ts";
import { confusionAt, rocCurve } from "./curves.ts";

test("the ROC curve has one point a distinct score", () => {
  assert.deepEqual(rocCurve([0, 1, 0, 1, 1], [1, 2, 2, 3, 1]), {
    fpr: [0, 0, 0.5, 1],
    tpr: [0, 1 / 3, 2 / 3, 1],
    thresholds: [Number.POSITIVE_INFINITY, 3, 2, 1],
  });
});

test("every point of the curve is the confusion matrix at its threshold", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: -4, max: 4 })), { maxLength: 30 }),
      (rows) => {
        const labels = rows.map(([label]) => label);
        const scores = rows.map(([, score]) => score);
        const curve = rocCurve(labels, scores);
        const bothClasses = labels.includes(0) && labels.includes(1);
        assert.equal(curve.thresholds.length, bothClasses ? new Set(scores).size + 1 : 0);
        curve.thresholds.forEach((threshold, i) => {
          const { tp, fp, tn, fn } = confusionAt(labels, scores, threshold);
          assert.equal(tp + fp + tn + fn, rows.length);
          assert.equal(curve.tpr[i], tp / (tp + fn));
          assert.equal(curve.fpr[i], fp / (fp + tn));
        });
      },
    ),
  );
});

test("the confusion matrix counts a score at the threshold as anomalous", () => {
  assert.deepEqual(confusionAt([0, 1, 0, 1, 0], [1, 2, 2, 3, 5], 2), { tp: 2, fp: 2, tn: 1, fn: 0 });
  assert.throws(() => confusionAt([0, 1], [1], 2), AnopleError);
});
