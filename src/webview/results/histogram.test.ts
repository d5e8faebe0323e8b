import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { histogram } from "./histogram.ts";
import { scoreSpan } from "./scoreSpan.ts";
import { testImage } from "./testSupport.ts";

test("an edge belongs to the bin above it, the last edge to the last bin", () => {
  const images = [testImage(0, 0), testImage(0, 1), testImage(1, 1), testImage(1, 2), testImage(1, 2.5)];
  assert.deepEqual(histogram(images, [0, 2], 2), [
    { from: 0, to: 1, normal: 1, anomalous: 0 },
    { from: 1, to: 2, normal: 1, anomalous: 2 },
  ]);
});

test("over the span of the scores, every image is in one bin", () => {
  const image = fc.tuple(fc.constantFrom(0 as const, 1 as const), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(fc.array(image), fc.integer({ min: 1, max: 50 }), (pairs, count) => {
      const images = pairs.map(([label, score]) => testImage(label, score));
      const bins = histogram(images, scoreSpan({ images, thresholds: [] }), count);
      assert.equal(bins.length, count);
      for (const label of [0, 1] as const) {
        const counted = bins.reduce((sum, bin) => sum + (label === 0 ? bin.normal : bin.anomalous), 0);
        assert.equal(counted, images.filter((one) => one.label === label).length);
      }
    }),
  );
});

test("the span has room beside scores and thresholds", () => {
  const thresholds = [{ rule: "recorded" as const, value: 3, meaning: "", isOracle: false }];
  const [low, high] = scoreSpan({ images: [testImage(0, 1), testImage(1, 2)], thresholds });
  assert.ok(low < 1 && low > 0.8);
  assert.ok(high > 3 && high < 3.2);
});

test("the span of equal scores, and of none, is not empty", () => {
  const [low, high] = scoreSpan({ images: [testImage(0, 0), testImage(1, 0)], thresholds: [] });
  assert.ok(low < 0 && high > 0);
  assert.deepEqual(scoreSpan({ images: [testImage(0, Number.POSITIVE_INFINITY)], thresholds: [] }), [0, 1]);
});
