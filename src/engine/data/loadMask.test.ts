import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import type { DatasetItem } from "./datasetIndex.ts";
import { loadMask } from "./loadMask.ts";

let folder: string;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople mask 'ü\" "));
});
after(() => fs.rm(folder, { recursive: true, force: true }));

async function itemWith(name: string, pixels: number[], width: number): Promise<DatasetItem> {
  const mask = path.join(folder, name);
  const raw = { width, height: pixels.length / width, channels: 1 as const };
  await sharp(Uint8Array.from(pixels), { raw }).png().toFile(mask);
  return {
    path: path.join(folder, "image.png"),
    id: "test/cut/image.png",
    split: "test",
    label: 1,
    defect: "cut",
    mask,
  };
}

test("a mask of the image's size comes as zeros and ones, without a problem", async () => {
  const loaded = await loadMask(await itemWith("good.png", [0, 255, 1, 0, 0, 128], 3), 3, 2);
  assert.deepEqual(loaded.mask, { width: 3, height: 2, data: Uint8Array.from([0, 1, 1, 0, 0, 1]) });
  assert.equal(loaded.problem, undefined);
});

test("a mask of another size is left out; both files and both sizes are named", async () => {
  const item = await itemWith("size.png", [0, 255, 0, 0, 0, 0], 3);
  const { mask, problem } = await loadMask(item, 2, 3);
  assert.equal(mask, null);
  assert.equal(problem?.code, "mask-size");
  assert.equal(problem.path, item.mask);
  assert.equal(problem.message, `The mask has 3 × 2 pixels and its image ${item.path} 2 × 3.`);
});

test("a mask that marks nothing is kept and reported", async () => {
  const { mask, problem } = await loadMask(await itemWith("empty.png", [0, 0], 2), 2, 1);
  assert.deepEqual(mask?.data, Uint8Array.from([0, 0]));
  assert.equal(problem?.code, "empty-mask");
});

test("a damaged or missing mask is left out and reported", async () => {
  const item = await itemWith("damaged.png", [0, 255], 2);
  await fs.writeFile(item.mask!, "no image");
  for (const mask of [item.mask!, path.join(folder, "gone.png")]) {
    const loaded = await loadMask({ ...item, mask }, 2, 1);
    assert.equal(loaded.mask, null);
    assert.equal(loaded.problem?.code, "mask-unreadable");
    assert.ok(loaded.problem.message.includes(mask));
  }
});

test("normal images and images without a mask have none", async () => {
  const item = await itemWith("unused.png", [255], 1);
  assert.deepEqual(await loadMask({ ...item, label: 0 }, 1, 1), { mask: null });
  assert.deepEqual(await loadMask({ ...item, mask: null }, 1, 1), { mask: null });
});
