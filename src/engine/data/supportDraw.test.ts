import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { AnopleError } from "../base/errors.ts";
import { type DatasetItem, indexDataset } from "./datasetIndex.ts";
import { splitForEvaluation } from "./splitForEvaluation.ts";
import { drawSupport, resolveSupport } from "./supportDraw.ts";

function item(id: string, split: "train" | "test" = "train", label: 0 | 1 = 0): DatasetItem {
  return { path: path.resolve("/data", id), id, split, label, defect: label ? "cut" : "good", mask: null };
}

const ids = (items: readonly DatasetItem[]) => items.map((one) => one.id);

test("draw d of K takes the images [d*K, (d+1)*K) of the sorted list and goes on from the start", () => {
  const candidates = ["e", "c", "a", "d", "b"].map((id) => item(id));
  candidates.push(item("0", "test"), item("1", "test", 1));
  assert.deepEqual(ids(drawSupport(candidates, 2, 0)), ["a", "b"]);
  assert.deepEqual(ids(drawSupport(candidates, 2, 1)), ["c", "d"]);
  assert.deepEqual(ids(drawSupport(candidates, 2, 2)), ["e", "a"]);
  assert.deepEqual(ids(drawSupport(candidates, 1, 2 ** 53 - 1)), [
    ["a", "b", "c", "d", "e"][Number((2n ** 53n - 1n) % 5n)],
  ]);
});

test("no image comes twice in a draw, and draws don't overlap while the list lasts", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(5), fc.nat(), (n, extra, draw) => {
      const shots = 1 + (extra % n);
      const candidates = Array.from({ length: n }, (_, i) => item(`${i}.png`));
      assert.equal(new Set(ids(drawSupport(candidates, shots, draw))).size, shots);
      const full = Math.floor(n / shots);
      const together = Array.from({ length: full }, (_, d) => ids(drawSupport(candidates, shots, d))).flat();
      assert.equal(new Set(together).size, full * shots);
    }),
  );
});

test("too few images, no image and impossible numbers are refused", () => {
  const folder = path.resolve("/data/train/good");
  assert.throws(() => drawSupport([item("train/good/0.png"), item("train/good/1.png")], 4, 0), {
    code: "data",
    message: `${folder} holds 2 normal images for training and 4 are wanted.`,
  });
  assert.throws(
    () => drawSupport([item("test/cut/0.png", "test", 1)], 1, 0),
    /no normal image for training beside .*cut/,
  );
  assert.throws(() => drawSupport([], 1, 0), { code: "data", message: /no normal image for training in the data set/ });
  for (const [shots, draw] of [
    [0, 0],
    [1.5, 0],
    [1, -1],
    [Number.NaN, 0],
    [1, 0.5],
  ] as const) {
    assert.throws(() => drawSupport([item("a")], shots, draw), { code: "usage" });
  }
});

test("support files by path, relative path and id, in the user's order", async () => {
  const category = (await indexDataset("media/samples/hazelnut")).categories[0]!;
  const absolute = path.resolve("media/samples/hazelnut/train/good/02.jpg");
  const found = await resolveSupport(category, [
    "train/good/03.jpg",
    absolute,
    path.join("media", "samples", "hazelnut", "train", "good", "01.jpg"),
    "test/good/04.jpg",
  ]);
  assert.deepEqual(ids(found), ["train/good/03.jpg", "train/good/02.jpg", "train/good/01.jpg", "test/good/04.jpg"]);
  assert.equal(
    found[1],
    category.items.find((one) => one.path === absolute),
  );
});

test("support files from outside the data set", async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople support 'ü\" "));
  try {
    const category = (await indexDataset("media/samples/hazelnut")).categories[0]!;
    const file = path.join(folder, "my part.png");
    await fs.writeFile(file, "");
    const [outside] = await resolveSupport(category, [file]);
    assert.equal(outside!.path, file);
    assert.deepEqual([outside!.split, outside!.label, outside!.defect, outside!.mask], ["train", 0, "good", null]);
    assert.equal(path.resolve(category.root, outside!.id), file);

    const text = path.join(folder, "notes.txt");
    await fs.writeFile(text, "");
    const refused: [string[], RegExp][] = [
      [[path.join(folder, "gone.png")], /no support image .*gone\.png/],
      [[folder], /no support image/],
      [[text], /notes\.txt is not an image/],
      [[file, path.join(folder, ".", "my part.png")], /named twice/],
      [["test/colour/00.jpg"], /shows the defect "colour"/],
      [["x".repeat(5000)], /no support image/],
      [["a\0b.png"], /no support image/],
      [[], /No support image is named/],
    ];
    for (const [files, message] of refused) {
      await assert.rejects(resolveSupport(category, files), (error) => {
        assert.ok(error instanceof AnopleError, String(error));
        assert.match(error.message, message);
        return true;
      });
    }
  } finally {
    await fs.rm(folder, { recursive: true });
  }
});

test("with normal test images, a category is evaluated on its test images without the support", () => {
  const items = [item("n", "test"), item("d", "test", 1), item("m", "test"), item("a"), item("b")];
  const category = { name: "c", root: "/data", items };
  assert.deepEqual(ids(splitForEvaluation(category, [item("a")])), ["n", "d", "m"]);
  assert.deepEqual(ids(splitForEvaluation(category, [item("m")])), ["n", "d"]);
});

test("without normal test images, the normal images that weren't learnt from take their place", () => {
  const items = [item("bad/0", "test", 1), item("good/0"), item("good/1"), item("good/2")];
  const category = { name: "c", root: "/data", items };
  const test = splitForEvaluation(category, [{ path: items[2]!.path }]);
  assert.deepEqual(ids(test), ["bad/0", "good/0", "good/2"]);
  assert.deepEqual([...new Set(test.map((one) => one.split))], ["test"]);
  assert.equal(items[1]!.split, "train");
});
