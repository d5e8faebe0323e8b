import assert from "node:assert/strict";
import { test } from "node:test";
import { firstShown, selectImages } from "./selectImages.ts";
import { testImage } from "./testSupport.ts";

const IMAGES = [
  testImage(0, 0.2, "calm"),
  testImage(0, 0.5, "at the threshold"),
  testImage(0, 0.8, "loud"),
  testImage(1, 0.1, "hidden"),
  testImage(1, 0.4, "nearly"),
  testImage(1, 0.9, "plain"),
];
const ids = (...args: Parameters<typeof selectImages>) => selectImages(...args).map(({ id }) => id);

test("missed defects, the lowest score first", () => {
  assert.deepEqual(ids(IMAGES, 0.5, "missed", null), ["hidden", "nearly"]);
});

test("false alarms, the highest score first; one at the threshold is among them", () => {
  assert.deepEqual(ids(IMAGES, 0.5, "false-alarms", null), ["loud", "at the threshold"]);
});

test("all images from the worst error to the clearest success", () => {
  assert.deepEqual(ids(IMAGES, 0.5, "all", null), ["hidden", "loud", "nearly", "at the threshold", "calm", "plain"]);
});

test("a range keeps its ends", () => {
  assert.deepEqual(ids(IMAGES, 0.5, "all", [0.4, 0.8]), ["loud", "nearly", "at the threshold"]);
  assert.deepEqual(ids(IMAGES, 0.5, "missed", [0.2, 1]), ["nearly"]);
});

test("equal scores are listed by id, and the given list keeps its order", () => {
  const images = [testImage(1, 0, "b"), testImage(1, 0, "c"), testImage(1, 0, "a")];
  assert.deepEqual(ids(images, 1, "missed", null), ["a", "b", "c"]);
  assert.deepEqual(
    images.map(({ id }) => id),
    ["b", "c", "a"],
  );
});

test("missed defects are listed first, false alarms where none is missed, else all", () => {
  const counts = { tp: 5, tn: 5 };
  assert.equal(firstShown({ ...counts, fn: 1, fp: 3 }), "missed");
  assert.equal(firstShown({ ...counts, fn: 0, fp: 3 }), "false-alarms");
  assert.equal(firstShown({ ...counts, fn: 0, fp: 0 }), "all");
});
