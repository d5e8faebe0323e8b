import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { indexDataset } from "./datasetIndex.ts";
import { loadMask } from "./loadMask.ts";
import { splitForEvaluation } from "./splitForEvaluation.ts";
import { drawSupport, resolveSupport } from "./supportDraw.ts";
import { itemLines, makeTree, problemLines } from "./testSupport.ts";

let base: string;
before(async () => {
  base = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), "anople mvtec 'ü\" ")));
});
after(() => fs.rm(base, { recursive: true, force: true }));

function png(...pixels: number[]): Promise<Buffer> {
  const raw = { width: pixels.length, height: 1, channels: 1 as const };
  return sharp(Uint8Array.from(pixels), { raw }).png().toBuffer();
}

const LOCO = [
  "train/good/000.png",
  "train/good/001.png",
  "validation/good/000.png",
  "test/good/000.png",
  "test/logical_anomalies/000.png",
  "test/structural_anomalies/000.png",
  "test/structural_anomalies/001.png",
  "defects_config.json",
];

test("MVTec LOCO AD: validation is set aside, an image's masks lie in a folder of its name and are united", async () => {
  const masks = "ground_truth/structural_anomalies/001";
  const root = await makeTree(
    base,
    ...LOCO,
    "ground_truth/logical_anomalies/000/000.png",
    "ground_truth/structural_anomalies/000/000.png",
    [`${masks}/000.png`, await png(0, 254, 0, 0)],
    [`${masks}/001.png`, await png(0, 0, 0, 1)],
  );
  const index = await indexDataset(root);
  assert.equal(index.kind, "mvtec-loco");
  assert.deepEqual(index.problems, []);
  assert.deepEqual(itemLines(index), [
    "test/good/000.png test good null",
    "test/logical_anomalies/000.png test logical_anomalies ground_truth/logical_anomalies/000",
    "test/structural_anomalies/000.png test structural_anomalies ground_truth/structural_anomalies/000",
    "test/structural_anomalies/001.png test structural_anomalies ground_truth/structural_anomalies/001",
    "train/good/000.png train good null",
    "train/good/001.png train good null",
  ]);
  assert.equal(
    index.evidence,
    "found train/good with 2 images, test/good with 1 image, 3 anomalous images of 2 defect types, 3 masks matched by name, " +
      "neither learnt from nor tested: validation/good (1 image); an image's masks are united",
  );
  const item = index.categories[0]!.items[3]!;
  assert.deepEqual(await loadMask(item, 4, 1), { mask: { width: 4, height: 1, data: Uint8Array.of(0, 1, 0, 1) } });
  assert.equal((await loadMask(item, 1, 4)).problem?.code, "mask-size");
});

test("images of the validation split are never drawn and never tested, but can be named as support", async () => {
  const root = await makeTree(base, ...LOCO);
  const category = (await indexDataset(root)).categories[0]!;
  const drawn = [0, 1, 2, 3].flatMap((draw) => drawSupport(category.items, 1, draw));
  assert.deepEqual(new Set(drawn.map(({ id }) => id)), new Set(["train/good/000.png", "train/good/001.png"]));
  const tested = splitForEvaluation(category, drawn);
  assert.ok(tested.length === 4 && tested.every(({ id }) => id.startsWith("test/")));
  const [named] = await resolveSupport(category, [path.join(root, "validation/good/000.png")]);
  assert.deepEqual([named!.id, named!.label], ["validation/good/000.png", 0]);
});

test("MVTec LOCO AD with missing, foreign, damaged and ill-sized masks", async () => {
  const folder = "ground_truth/structural_anomalies";
  const root = await makeTree(
    base,
    ...LOCO,
    "ground_truth/logical_anomalies/000/",
    `${folder}/777/000.png`,
    [`${folder}/000/000.png`, "no image"],
    [`${folder}/001/000.png`, await png(1, 0)],
    [`${folder}/001/001.png`, await png(1, 0, 0)],
  );
  const index = await indexDataset(root);
  assert.deepEqual(problemLines(index), [
    "warning mask-orphan ground_truth/structural_anomalies",
    "warning mask-missing test/logical_anomalies",
  ]);
  assert.match(index.problems[0]!.message, /^1 folder of masks belongs to no image: 777\.$/);
  const [damaged, sizes] = index.categories[0]!.items.filter(({ defect }) => defect === "structural_anomalies");
  for (const [item, message] of [
    [damaged!, /000\.png is not a picture/],
    [sizes!, /001\.png has 3 × 1 pixels and the masks before it 2 × 1/],
  ] as const) {
    const { mask, problem } = await loadMask(item, 2, 1);
    assert.equal(mask, null);
    assert.equal(problem?.code, "mask-unreadable");
    assert.match(problem.message, message);
  }
  await fs.rm(path.join(sizes!.mask!, "000.png"));
  await fs.rm(path.join(sizes!.mask!, "001.png"));
  assert.match((await loadMask(sizes!, 2, 1)).problem!.message, /holds no mask/);
});

const AD2 = [
  "can/train/good/000_regular.png",
  "can/validation/good/000_regular.png",
  "can/test_public/good/000_regular.png",
  "can/test_public/bad/000_overexposed.png",
  "can/test_public/ground_truth/bad/000_overexposed_mask.png",
];

test("MVTec AD 2: the public test images are tested, validation and private ones are set aside", async () => {
  const unlabelled = ["can/test_private/000_regular.png", "can/test_private/001_regular.png"];
  const index = await indexDataset(await makeTree(base, ...AD2, ...unlabelled, "can/test_private_mixed/000_mixed.png"));
  assert.equal(index.kind, "mvtec-ad-2");
  assert.deepEqual(itemLines(index), [
    "test_public/bad/000_overexposed.png test bad test_public/ground_truth/bad/000_overexposed_mask.png",
    "test_public/good/000_regular.png test good null",
    "train/good/000_regular.png train good null",
  ]);
  assert.deepEqual(problemLines(index), [
    "warning unlabelled can/test_private",
    "warning unlabelled can/test_private_mixed",
  ]);
  assert.equal(
    index.evidence,
    "found train/good with 1 image, test_public/good with 1 image, 1 anomalous image of 1 defect type, 1 mask matched by " +
      "name, neither learnt from nor tested: validation/good (1 image), test_private without labels (2 images), " +
      "test_private_mixed without labels (1 image)",
  );
});

test("MVTec AD 2 without its private part, with a mask too few and one too many", async () => {
  const root = await makeTree(
    base,
    ...AD2,
    "can/test_public/bad/001.png",
    "can/test_public/ground_truth/bad/2_mask.png",
  );
  assert.deepEqual(problemLines(await indexDataset(root)), [
    "warning mask-missing can/test_public/bad",
    "warning mask-orphan can/test_public/ground_truth/bad",
  ]);
});

test("MPDD and BTAD are laid out as MVTec AD; BTAD's pictures and masks may be BMP or PNG", async () => {
  const root = await makeTree(
    base,
    "bracket_black/train/good/000.png",
    "bracket_black/test/good/000.png",
    "bracket_black/test/parts_mismatch/000.png",
    "bracket_black/ground_truth/parts_mismatch/000_mask.png",
    ...["train/ok/0000", "test/ok/0001", "test/ko/0002", "ground_truth/ko/0002"].map((name) => `03/${name}.bmp`),
  );
  const index = await indexDataset(root);
  assert.deepEqual([index.kind, index.problems], ["mvtec", []]);
  assert.deepEqual(itemLines(index), [
    "test/ko/0002.bmp test ko ground_truth/ko/0002.bmp",
    "test/ok/0001.bmp test good null",
    "train/ok/0000.bmp train good null",
  ]);
  assert.deepEqual(itemLines(index, 1), [
    "test/good/000.png test good null",
    "test/parts_mismatch/000.png test parts_mismatch ground_truth/parts_mismatch/000_mask.png",
    "train/good/000.png train good null",
  ]);
});

test("test images that are training images through links are named, copies and links to others are not", async (t) => {
  if (process.platform === "win32") return t.skip("links need a privilege on Windows");
  const root = await makeTree(
    base,
    "train/good/0.png",
    "train/good/1.png",
    "test/good/0.png",
    "test/cut/0.png",
    "x/2.png",
  );
  const link = (target: string, name: string) => fs.symlink(path.join(root, target), path.join(root, name));
  await link("x/2.png", "test/good/2.png");
  assert.deepEqual(problemLines(await indexDataset(root)), ["warning mask-missing test/cut"]);
  await link("train/good/1.png", "test/good/1.png");
  const file = await indexDataset(root);
  assert.deepEqual(problemLines(file), ["warning train-in-test ", "warning mask-missing test/cut"]);
  assert.match(
    file.problems[0]!.message,
    /^1 test image is a training image, too, through a link: test\/good\/1\.png\.$/,
  );
  await fs.rm(path.join(root, "test/good"), { recursive: true });
  await link("train/good", "test/good");
  const folder = await indexDataset(root);
  assert.match(
    folder.problems[0]!.message,
    /^2 test images are training images, .*: test\/good\/0\.png, test\/good\/1\.png\.$/,
  );

  // All of it seen through one more link, and with the data set itself a link, is the same.
  const outer = await makeTree(base, "a/");
  await fs.symlink(root, path.join(outer, "category"));
  for (const seen of [outer, path.join(outer, "category")])
    assert.ok((await indexDataset(seen)).problems.some(({ code }) => code === "train-in-test"));
});
