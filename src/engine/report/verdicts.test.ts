import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeCategory, fakeImage } from "./testSupport.ts";
import { selectImages, verdictOf } from "./verdicts.ts";

const ids = (images: readonly { id: string }[]) => images.map(({ id }) => id);

test("a score at the threshold counts as anomalous", () => {
  assert.equal(verdictOf(fakeImage("test/colour/00.jpg", 0.5), 0.5), "found");
  assert.equal(verdictOf(fakeImage("test/colour/00.jpg", 0.4999), 0.5), "missed");
  assert.equal(verdictOf(fakeImage("test/good/04.jpg", 0.5), 0.5), "false-alarm");
  assert.equal(verdictOf(fakeImage("test/good/04.jpg", 0.4999), 0.5), "passed");
});

test("failures come by margin whatever their kind, others by score", () => {
  const images = [
    fakeImage("test/good/a.jpg", 0.2),
    fakeImage("test/good/b.jpg", 0.6),
    fakeImage("test/colour/c.jpg", 0.1),
    fakeImage("test/colour/d.jpg", 0.9),
    fakeImage("test/good/e.jpg", 0.8),
    fakeImage("test/colour/f.jpg", 0.7),
  ];
  const chosen = selectImages(fakeCategory("x", images), 10, 10);
  assert.deepEqual(ids(chosen.failures), ["test/colour/c.jpg", "test/good/e.jpg", "test/good/b.jpg"]);
  assert.deepEqual(ids(chosen.others), ["test/colour/d.jpg", "test/colour/f.jpg", "test/good/a.jpg"]);
});

test("too many others are thinned out evenly, the worst failures are kept", () => {
  const others = Array.from({ length: 101 }, (_, i) => fakeImage(`test/colour/${i}.jpg`, 1 - i / 1000));
  const failures = Array.from({ length: 9 }, (_, i) => fakeImage(`test/good/${i}.jpg`, 0.6 + i / 100));
  const chosen = selectImages(fakeCategory("x", [...others, ...failures]), 3, 5);
  assert.deepEqual(ids(chosen.failures), ["test/good/8.jpg", "test/good/7.jpg", "test/good/6.jpg"]);
  assert.deepEqual(
    ids(chosen.others),
    [0, 25, 50, 75, 100].map((i) => `test/colour/${i}.jpg`),
  );
  assert.deepEqual([chosen.failureCount, chosen.otherCount], [9, 101]);
});
