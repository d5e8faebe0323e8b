import assert from "node:assert/strict";
import { test } from "node:test";
import { perDefectTable } from "./perDefect.ts";

test("each defect type is set against all normal images", () => {
  const rows = [
    { label: 1, defect: "scratch", score: 3 },
    { label: 0, defect: "good", score: 1 },
    { label: 1, defect: "crack", score: 9 },
    { label: 0, defect: "", score: 4 },
    { label: 1, defect: "scratch", score: 6 },
  ] as const;
  // Of scratch against normal, 3 > 1, 6 > 1 and 6 > 4 are won, 3 < 4 is lost.
  assert.deepEqual(perDefectTable(rows), [
    { defect: "crack", count: 1, auroc: 1, meanScore: 9 },
    { defect: "scratch", count: 2, auroc: 0.75, meanScore: 4.5 },
  ]);
});

test("without normal images there is no AUROC, without defects no row", () => {
  assert.deepEqual(perDefectTable([{ label: 1, defect: "hole", score: 2 }]), [
    { defect: "hole", count: 1, auroc: null, meanScore: 2 },
  ]);
  assert.deepEqual(perDefectTable([{ label: 0, defect: "good", score: 2 }]), []);
});
