import assert from "node:assert/strict";
import { test } from "node:test";
import type { DatasetIndex } from "../data/datasetIndex.ts";
import { fakeRecord } from "../report/testSupport.ts";
import { inspectText } from "./inspectText.ts";

test("a data set: images by split and kind, and the first of many problems", () => {
  const item = (id: string, split: "train" | "test", label: 0 | 1, defect: string, mask: string | null) => {
    return { path: `/d/${id}`, id, split, label, defect, mask };
  };
  const index: DatasetIndex = {
    root: "/d",
    kind: "mvtec",
    evidence: "found train/good",
    categories: [
      {
        name: "nut",
        root: "/d",
        items: [
          item("a", "train", 0, "good", null),
          item("b", "train", 0, "good", null),
          item("c", "test", 0, "good", null),
          item("e", "test", 1, "hole", "/d/m"),
          item("f", "test", 1, "crack", null),
          item("g", "test", 1, "hole", null),
        ],
      },
    ],
    problems: Array.from({ length: 23 }, (_, i) => {
      return { code: "x", severity: "warning" as const, path: `/d/${i}.png`, message: "Odd.", fix: "Fix it." };
    }),
  };
  const text = inspectText({ kind: "dataset", index });
  assert.match(text, / {2}nut +2 +1 +3 +1 +hole 2, crack 1\n/);
  assert.match(text, /23 problems\n {2}warning: \/d\/0\.png\n {4}Odd\. Fix it\.\n/);
  assert.match(text, /\/d\/19\.png[\s\S]*… and 3 more/);
  assert.doesNotMatch(text, /\/d\/20\.png/);
  assert.match(inspectText({ kind: "dataset", index: { ...index, problems: [] } }), /Nothing odd was found\.\n$/);
});

test("a run: progress, support, threshold and the last results, whatever metrics.json holds", () => {
  const thresholds = { nut: { rule: "max", value: 0.5, normals: 16, meaning: "high" } };
  const record = { ...fakeRecord(["nut"]), thresholds, status: "stopped" as const, step: 12 };
  const run = (metrics: unknown) => inspectText({ kind: "run", path: "/runs/a", record, metrics });
  const text = run({ categories: [{ category: "nut", image: { auroc: 0.9 }, pixel: { auroc: null, aupro: 0.8 } }] });
  assert.match(text, /status +stopped, 12 of 60 steps\n/);
  assert.match(text, /threshold +0\.5000 \(max\): high\n/);
  assert.match(text, /learnt from .*00\.jpg\n/);
  assert.match(text, / {2}nut +0\.900 +– +0\.800\n/);
  assert.match(run(null), /Not evaluated yet\.\n$/);
  for (const odd of [3, "x", [], { categories: null }, { categories: [null, { category: "nut", image: 1 }] }])
    assert.doesNotMatch(run(odd), /image AUROC/);
});
