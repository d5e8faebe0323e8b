import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { fakeCategory, fakeImage, fakeRecord, fakeResult } from "../report/testSupport.ts";
import { type RunDirectory, runDirectory } from "../runs/runDirectory.ts";
import { readEvaluation, readPatchMaps, writeEvaluation } from "./storedEvaluation.ts";

let folder: string;
let run: RunDirectory;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople-stored-"));
});
beforeEach(() => {
  run = runDirectory(folder, fakeRecord(["nut", 'a/b, "c"']), null);
});
after(() => fs.rm(folder, { recursive: true, force: true }));

const CATEGORIES = [
  fakeCategory("nut", [
    fakeImage("test/good/0.jpg", 0.1),
    fakeImage("test/cut, deep/1.jpg", 0.7, { mask: null }),
    fakeImage("test/cut/2.jpg", 1e-9),
  ]),
  fakeCategory('a/b, "c"', [fakeImage("test/bad/0.jpg", 0.30000001192092896)]),
  fakeCategory("empty", []),
];

test("what is written is read back, to the last digit", async () => {
  await writeEvaluation(run, "/data", fakeResult(CATEGORIES));
  const stored = (await readEvaluation(run))!;
  assert.equal(stored.folder, "/data");
  const expected = CATEGORIES.map(({ images, ...rest }) => ({
    ...rest,
    images: images.map(({ patchMap: _, ...image }) => image),
  }));
  assert.deepEqual(stored.categories, JSON.parse(JSON.stringify(expected)));
  const maps = (await readPatchMaps(run, stored))!;
  assert.deepEqual(
    maps.map((ofCategory) => ofCategory.map((map) => [...map])),
    CATEGORIES.map(({ images }) => images.map(({ patchMap }) => [...patchMap])),
  );
});

test("the same evaluation gives the same tables and maps", async () => {
  const files = () => Promise.all(["scores.csv", "patch_maps.safetensors"].map((name) => fs.readFile(run.file(name))));
  await writeEvaluation(run, "/data", fakeResult(CATEGORIES));
  const first = await files();
  await writeEvaluation(run, "/data", fakeResult(CATEGORIES));
  assert.deepEqual(await files(), first);
});

test("maps that are missing or of other images are none; damaged ones are an error", async () => {
  await writeEvaluation(run, "/data", fakeResult(CATEGORIES));
  const stored = (await readEvaluation(run))!;
  const file = run.file("patch_maps.safetensors");
  const bytes = await fs.readFile(file);
  await writeEvaluation(run, "/data", fakeResult([CATEGORIES[0]!]));
  assert.equal(await readPatchMaps(run, stored), null);
  await fs.writeFile(file, bytes.subarray(0, bytes.length - 4));
  await assert.rejects(readPatchMaps(run, stored), { code: "run", message: /patch_maps\.safetensors/ });
  await fs.rm(file);
  assert.equal(await readPatchMaps(run, stored), null);
});

test("files that don't fit each other, are damaged or of an earlier version say to evaluate again", async () => {
  const [metrics, scores] = [run.file("metrics.json"), run.file("scores.csv")];
  const broken: [string, (text: string) => string, RegExp][] = [
    [scores, (text) => text.trimEnd().split("\n").slice(0, -1).join("\n"), /scores\.csv has 0 images of "a\/b/],
    [scores, (text) => text.replace(",category,id,mask", ",class,id,mask"), /no column "category"/],
    [scores, (text) => text.replace(",0.7,", ",high,"), /row 2: "score" is "high"/],
    [scores, (text) => text.replace(",0.7,", ",,"), /row 2: "score" is ""/],
    [metrics, (text) => text.replace('"folder"', '"root"'), /metrics\.json: field "folder"/],
    [metrics, (text) => text.replace('"auroc": 0.987', '"auroc": "high"'), /field "categories\.0\.pixel\.auroc"/],
    [metrics, () => "[]", /metrics\.json/],
  ];
  for (const [file, change, message] of broken) {
    await writeEvaluation(run, "/data", fakeResult(CATEGORIES));
    await fs.writeFile(file, change(await fs.readFile(file, "utf8")));
    await assert.rejects(readEvaluation(run), { code: "run", message, hint: /Evaluate the run again/ }, `${message}`);
  }
  await fs.rm(scores);
  await writeEvaluation(run, "/data", fakeResult([]));
  await fs.rm(scores);
  await assert.rejects(readEvaluation(run), { code: "run", message: /scores\.csv is missing/ });
  await fs.rm(metrics);
  assert.equal(await readEvaluation(run), null);
});
