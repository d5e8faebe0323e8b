import assert from "node:assert/strict";
import { test } from "node:test";
import { colourScale } from "./colourScale.ts";

const image = (id: string, ...patches: number[]) =>
  ({ label: id.startsWith("good") ? 0 : 1, patchMap: Float32Array.from(patches) }) as const;

test("runs from the normals' median patch to the anomalous images' median peak", () => {
  const images = [
    image("good/a", 1, 2, 3),
    image("good/b", 2, 2.5, 4),
    image("good/c", 0, 3, 9),
    image("bad/d", 5, 6, 7),
    image("bad/e", 5, 6, 20),
    image("bad/f", 5, 6, 40),
  ];
  assert.deepEqual(colourScale(images), { low: 2.5, high: 20 });
});

test("normal images don't reach the top where anomalous ones stay below them", () => {
  const images = [image("good/a", 0, 0, 8), image("good/b", 0, 0, 8), image("bad/c", 0, 0, 3)];
  assert.deepEqual(colourScale(images), { low: 0, high: 8 });
});

test("a flat map, one class alone and values that are no numbers still give a range", () => {
  assert.deepEqual(colourScale([image("good/a", 2, 2, 2)]), { low: 2, high: 3 });
  assert.deepEqual(colourScale([image("bad/a", 1, 2, 5)]), { low: 2, high: 5 });
  assert.deepEqual(colourScale([image("good/a", Number.NaN, Number.NaN)]), { low: 0, high: 1 });
});
