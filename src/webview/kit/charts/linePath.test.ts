import assert from "node:assert/strict";
import { test } from "node:test";
import { linePath } from "./linePath.ts";

test("a point that isn't finite leaves a gap", () => {
  assert.equal(linePath([0, 1, 2, 3, 4], [5, 6.04, Number.NaN, 8, 9]), "M0 5L1 6M3 8L4 9");
});

test("a crowd on one tenth of a pixel keeps its first, lowest, highest and last point", () => {
  assert.equal(linePath([0, 1, 1, 1, 1, 1, 1, 2], [0, 5, 3, 9, 1, 4, 6, 7]), "M0 0L1 5L1 1L1 9L1 6L2 7");
});

test("no points, no path", () => {
  assert.equal(linePath([], []), "");
});
