import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { indexDataset } from "./datasetIndex.ts";
import { itemLines, makeTree, problemLines } from "./testSupport.ts";

let base: string;
let empty: Uint8Array;
let marked: Uint8Array;
before(async () => {
  base = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), "anople kolektor 'ü\" ")));
  empty = await mask(0, 0, 0);
  marked = await mask(0, 1, 0);
});
after(() => fs.rm(base, { recursive: true, force: true }));

function mask(...pixels: number[]): Promise<Buffer> {
  const raw = { width: pixels.length, height: 1, channels: 1 as const };
  return sharp(Uint8Array.from(pixels), { raw }).png().toBuffer();
}

test("KolektorSDD: masks beside the images tell which are normal; there is no split", async () => {
  const root = await makeTree(
    base,
    ...["kos01/Part0.jpg", "kos01/Part1.jpg", "kos02/Part0.jpg"],
    ["kos01/Part0_label.bmp", empty],
    ["kos01/Part1_label.bmp", marked],
    ["kos02/Part0_label.bmp", empty],
  );
  const index = await indexDataset(root);
  assert.equal(index.kind, "kolektor");
  assert.deepEqual(index.problems, []);
  assert.deepEqual(itemLines(index), [
    "kos01/Part0.jpg train good null",
    "kos01/Part1.jpg test defect kos01/Part1_label.bmp",
    "kos02/Part0.jpg train good null",
  ]);
  assert.equal(
    index.evidence,
    "found 2 folders with 2 images, 1 anomalous image of 1 defect type, 1 mask matched by name; an image is anomalous if " +
      "its mask marks a pixel; there is no split, so the support is drawn from the good images and the other good ones are " +
      "tested",
  );
});

test("KolektorSDD2: train and test keep their split, anomalous training images are set aside", async () => {
  const names = ["train/10000", "train/10001", "test/20000", "test/20001"];
  const root = await makeTree(
    base,
    ...names.map((name) => `${name}.png`),
    ...names.map((name): [string, Uint8Array] => [`${name}_GT.png`, name.endsWith("1") ? marked : empty]),
  );
  const index = await indexDataset(root);
  assert.equal(index.kind, "kolektor-2");
  assert.deepEqual(index.problems, []);
  const expected = [
    "test/20000.png test good null",
    "test/20001.png test defect test/20001_GT.png",
    "train/10000.png train good null",
  ];
  assert.deepEqual(itemLines(index), expected);
  assert.match(index.evidence, /neither learnt from nor tested: anomalous training images \(1 image\); an image is/);

  // A mask that changes is read again.
  await fs.writeFile(path.join(root, "test/20000_GT.png"), await mask(255, 255, 255, 0, 1));
  assert.equal(itemLines(await indexDataset(root))[0], "test/20000.png test defect test/20000_GT.png");
});

test("images whose mask is missing or damaged are reported and take no part", async () => {
  const index = await indexDataset(
    await makeTree(
      base,
      ...["train/0.png", "train/1.png", "test/0.png", "test/1.png", "test/2.png"],
      ["train/0_GT.png", empty],
      ["test/0_GT.png", "no image"],
      ["test/1_GT.png", marked],
    ),
  );
  assert.deepEqual(itemLines(index), ["test/1.png test defect test/1_GT.png", "train/0.png train good null"]);
  assert.deepEqual(problemLines(index), [
    "warning mask-missing test",
    "warning mask-unreadable test/0_GT.png",
    "warning mask-missing train",
  ]);
  assert.match(index.problems[0]!.message, /^1 image has no mask, .* and is left out: 2\.png\.$/);
});

test("folders train and test of images without any mask are no such data set", async () => {
  const root = await makeTree(base, "train/0.png", "test/0.png", "kos/0.png", "kos01/0.png");
  await assert.rejects(indexDataset(root), { code: "data", message: /No images of a data set/ });
});
