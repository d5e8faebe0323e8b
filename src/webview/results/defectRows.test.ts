import assert from "node:assert/strict";
import { test } from "node:test";
import { defectRows, sortDefects } from "./defectRows.ts";
import { testImage } from "./testSupport.ts";

const row = (defect: string, auroc: number | null, missed = 0) => ({ defect, count: 1, auroc, meanScore: 0, missed });
const names = (rows: ReturnType<typeof sortDefects>) => rows.map(({ defect }) => defect);

test("missed are the defect's own images below the threshold", () => {
  const images = [testImage(1, 0.2), testImage(1, 0.5), { ...testImage(1, 0.1), defect: "hole" }, testImage(0, 0)];
  const perDefect = [
    { defect: "cut", count: 2, auroc: 1, meanScore: 0.35 },
    { defect: "hole", count: 1, auroc: 1, meanScore: 0.1 },
    { defect: "none of these", count: 0, auroc: null, meanScore: 0 },
  ];
  const missed = defectRows({ perDefect, images }, 0.5).map((one) => one.missed);
  assert.deepEqual(missed, [1, 1, 0]);
});

test("undefined values come last in both directions", () => {
  const rows = [row("a", null), row("b", 0.9), row("c", 0.8)];
  assert.deepEqual(names(sortDefects(rows, "auroc", false)), ["c", "b", "a"]);
  assert.deepEqual(names(sortDefects(rows, "auroc", true)), ["b", "c", "a"]);
});

test("equal values are sorted by name, numbers in names by their value", () => {
  const rows = [row("type 10", 1), row("type 9", 1), row("type 1", 0.5)];
  assert.deepEqual(names(sortDefects(rows, "auroc", true)), ["type 9", "type 10", "type 1"]);
  assert.deepEqual(names(sortDefects(rows, "defect", true)), ["type 10", "type 9", "type 1"]);
});
