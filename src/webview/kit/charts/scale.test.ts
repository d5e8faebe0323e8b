import assert from "node:assert/strict";
import { test } from "node:test";
import { linearScale } from "./scale.ts";

test("maps ends to ends and back, also upside down", () => {
  const y = linearScale([0, 10], [100, 20]);
  assert.deepEqual([0, 5, 10].map(y), [100, 60, 20]);
  assert.deepEqual([100, 60, 20].map(y.invert), [0, 5, 10]);
});

test("a domain without extent lies in the middle", () => {
  assert.equal(linearScale([3, 3], [0, 10])(3), 5);
});
