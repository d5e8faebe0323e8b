import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { confusionRates, countConfusion } from "./confusion.ts";
import { testImage } from "./testSupport.ts";

const IMAGES = [testImage(0, 0.1), testImage(0, 0.3), testImage(0, 0.5), testImage(1, 0.3), testImage(1, 0.9)];

test("a score at the threshold is called anomalous", () => {
  assert.deepEqual(countConfusion(IMAGES, 0.3), { tp: 2, fp: 2, tn: 1, fn: 0 });
  assert.deepEqual(countConfusion(IMAGES, 0.30001), { tp: 1, fp: 1, tn: 2, fn: 1 });
});

test("rates of a case worked out by hand", () => {
  assert.deepEqual(confusionRates({ tp: 6, fp: 2, tn: 6, fn: 4 }), {
    precision: 0.75,
    recall: 0.6,
    f1: 12 / 18,
    fpr: 0.25,
  });
});

test("a rate without a denominator is null, not 0", () => {
  assert.deepEqual(confusionRates({ tp: 0, fp: 0, tn: 3, fn: 2 }), { precision: null, recall: 0, f1: 0, fpr: 0 });
  assert.deepEqual(confusionRates({ tp: 0, fp: 0, tn: 3, fn: 0 }), { precision: null, recall: null, f1: null, fpr: 0 });
  assert.deepEqual(confusionRates({ tp: 1, fp: 0, tn: 0, fn: 0 }), { precision: 1, recall: 1, f1: 1, fpr: null });
});

test("raising the threshold never calls more images anomalous, and every image is counted once", () => {
  const image = fc.tuple(fc.constantFrom(0 as const, 1 as const), fc.double({ noNaN: true }));
  const threshold = fc.double({ noNaN: true });
  fc.assert(
    fc.property(fc.array(image), threshold, threshold, (pairs, a, b) => {
      const images = pairs.map(([label, score]) => testImage(label, score));
      const low = countConfusion(images, Math.min(a, b));
      const high = countConfusion(images, Math.max(a, b));
      assert.ok(high.tp <= low.tp && high.fp <= low.fp);
      for (const { tp, fp, tn, fn } of [low, high]) assert.equal(tp + fp + tn + fn, images.length);
      assert.equal(low.tp + low.fn, images.filter(({ label }) => label === 1).length);
    }),
  );
});
