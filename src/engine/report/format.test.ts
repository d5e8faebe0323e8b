import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf, formatBytes, formatDuration, formatMetric, formatScore } from "./format.ts";

test("metrics have three decimals, and a dash where they are undefined", () => {
  assert.deepEqual([0.98765, 1, null, Number.NaN].map(formatMetric), ["0.988", "1.000", "–", "–"]);
});

test("scores have four digits at any scale", () => {
  assert.deepEqual(
    [0.123456, 12.3456, 0.00012345, 0, -2.71, 1234567, null, Number.POSITIVE_INFINITY].map(formatScore),
    ["0.1235", "12.35", "1.234e-4", "0.000", "-2.710", "1.235e+6", "–", "–"],
  );
});

test("durations, sizes and counts", () => {
  assert.deepEqual([0.4, 59.4, 59.6, 185, 3599.7, 3720, -1].map(formatDuration), [
    "0 s",
    "59 s",
    "1:00 min",
    "3:05 min",
    "1:00:00 h",
    "1:02:00 h",
    "0 s",
  ]);
  assert.deepEqual([0, 999, 1000, 49_600_000, 2.5e12].map(formatBytes), [
    "0 B",
    "999 B",
    "1.00 kB",
    "49.6 MB",
    "2.50e+3 GB",
  ]);
  assert.deepEqual([countOf(0, "mask"), countOf(1, "mask"), countOf(2, "mask")], ["0 masks", "1 mask", "2 masks"]);
});
