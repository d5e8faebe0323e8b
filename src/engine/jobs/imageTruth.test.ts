import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { imageTruth } from "./imageTruth.ts";

const SIZE = { width: 4, height: 2 };
let folder: string;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople truth 'é\" "));
});
after(() => fs.rm(folder, { recursive: true, force: true }));

async function write(name: string, pixels: number[], width = SIZE.width): Promise<string> {
  const file = path.join(folder, name);
  await fs.mkdir(path.dirname(file), { recursive: true });
  const raw = { width, height: pixels.length / width, channels: 1 as const };
  await sharp(Uint8Array.from(pixels), { raw }).png().toFile(file);
  return file;
}

/** A run that was trained on a category below the folder. */
const recordOf = (name: string) => ({ categories: [{ root: path.join(folder, name) }] });

const evaluationOf = (image: { path: string; label: 0 | 1; defect: string; mask: string | null }) => ({
  categories: [{ images: [image] }],
});

test("the data set tells what an evaluation does not: a folder of masks is one mask", async () => {
  const blank = Array<number>(8).fill(9);
  await write("loco/train/good/000.png", blank);
  const good = await write("loco/test/good/000.png", blank);
  const cut = await write("loco/test/cut/000.png", blank);
  await write("loco/ground_truth/cut/000/000.png", [255, 0, 0, 0, 0, 0, 0, 0]);
  await write("loco/ground_truth/cut/000/001.png", [0, 0, 0, 0, 0, 0, 0, 128]);
  const record = recordOf("loco");
  const truth = (file: string, size = SIZE) => imageTruth(file, null, record, SIZE, size);
  const bytes = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 1]);
  assert.deepEqual(await truth(cut), { label: 1, defect: "cut", mask: { ...SIZE, bytes }, problem: null });
  assert.deepEqual(
    (await truth(cut, { width: 2, height: 1 }))?.mask?.bytes,
    Uint8Array.from([1, 1]),
    "nothing is lost",
  );
  assert.deepEqual(await truth(good), { label: 0, defect: "good", mask: null, problem: null });
  assert.equal(await truth(await write("elsewhere/000.png", blank)), null);
  assert.equal(await truth(await write("loco/notes/000.png", blank)), null, "in the folder, but not of the data set");
});

test("an evaluation goes before the data set", async () => {
  const image = await write("away/000.png", Array<number>(8).fill(9));
  const mask = await write("away/mask.png", [0, 255, 0, 0, 0, 0, 0, 0]);
  const known = { path: image, label: 1 as const, defect: "spot", mask };
  const truth = await imageTruth(image, evaluationOf(known), recordOf("none"), SIZE, SIZE);
  const bytes = Uint8Array.from([0, 1, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(truth, { label: 1, defect: "spot", mask: { ...SIZE, bytes }, problem: null });
});

test("a mask that can't be used is told, and the rest is still known", async () => {
  const image = await write("odd/000.png", Array<number>(8).fill(9));
  const small = await write("odd/small.png", [255, 0], 2);
  for (const [mask, problem] of [
    [small, /^The mask has 2 × 1 pixels and the image 4 × 2/],
    [path.join(folder, "gone.png"), /gone\.png/],
  ] as const) {
    const known = evaluationOf({ path: image, label: 1, defect: "spot", mask });
    const truth = await imageTruth(image, known, recordOf("none"), SIZE, SIZE);
    assert.deepEqual([truth?.label, truth?.defect, truth?.mask], [1, "spot", null]);
    assert.match(truth!.problem!, problem);
  }
});
