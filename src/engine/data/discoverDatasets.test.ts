import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { type DatasetIndex, indexDataset } from "./datasetIndex.ts";
import { discoverDatasets } from "./discoverDatasets.ts";

let base: string;
before(async () => {
  base = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), "anople-discover-")));
});
after(() => fs.rm(base, { recursive: true, force: true }));

/** A new folder with empty files of these names; the search never opens them. A name that ends in "/" makes a folder. */
async function tree(...files: string[]): Promise<string> {
  const root = await fs.mkdtemp(path.join(base, "tree-"));
  for (const file of files) {
    const full = path.join(root, file);
    await fs.mkdir(file.endsWith("/") ? full : path.dirname(full), { recursive: true });
    if (!file.endsWith("/")) await fs.writeFile(full, "");
  }
  return root;
}

const BOTTLE = ["train/good/0.png", "test/good/0.png", "test/cut/0.png", "ground_truth/cut/0_mask.png"];

const problemsOf = ({ problems, root }: DatasetIndex) =>
  problems.map((p) => `${p.severity} ${p.code} ${path.relative(root, p.path)}`);

const found = (root: string, indexes: readonly DatasetIndex[]) =>
  indexes.map(({ root: folder, categories }) => [path.relative(root, folder), ...categories.map(({ name }) => name)]);

test("the data sets of a workspace are folders whose categories lie side by side, or categories that lie alone", async () => {
  const root = await tree(
    "src/main.py",
    ...["cable", "bottle"].flatMap((name) => BOTTLE.map((file) => `data/mvtec/${name}/${file}`)),
    ...["screws/good/0.png", "screws/bad/0.png", "readme.txt"],
    ...["Normal/0.JPG", "Anomaly/0.JPG"].map((file) => `visa/candle/Data/Images/${file}`),
  );
  const indexes = await discoverDatasets(root);
  assert.deepEqual(found(root, indexes), [
    ["data/mvtec", "bottle", "cable"],
    ["screws", "screws"],
  ]);
  assert.deepEqual(found(root, await discoverDatasets(path.join(root, "visa"))), [["visa/candle", "candle"]]);
  for (const index of indexes) {
    const again = await indexDataset(index.root);
    assert.deepEqual(again, index, "what is discovered is what a training finds there");
  }
});

test("a workspace that is a category, one that holds images alone, and one that holds none", async () => {
  const category = await tree(...BOTTLE);
  assert.deepEqual(found(category, await discoverDatasets(category)), [["", path.basename(category)]]);
  const images = await tree("a.png", "b.png");
  assert.deepEqual(found(images, await discoverDatasets(images)), [["", path.basename(images)]]);
  assert.deepEqual(await discoverDatasets(await tree("src/a.ts", "docs/")), []);
  await assert.rejects(discoverDatasets(path.join(images, "none")), { code: "data" });
  await assert.rejects(discoverDatasets(category, AbortSignal.abort()), { code: "cancelled" });
});

test("a search looks into no packages, and keeps to itself what is odd outside data sets", async () => {
  const inside = ["node_modules/pkg", "lib/site-packages/pkg", "venv", "src/__pycache__", ".venv"];
  const root = await tree(...inside.map((folder) => `${folder}/good/0.png`), "nut/good/0.png", "nut/good/notes.txt");
  await fs.symlink("nowhere", path.join(root, "broken link"));
  const [only, ...others] = await discoverDatasets(root);
  assert.deepEqual(others, []);
  assert.deepEqual(problemsOf(only!), ["warning file-ignored good"]);
  const asked = await indexDataset(path.join(root, "venv"));
  assert.equal(asked.categories.length, 1, "who names such a folder means it");
  const all = await indexDataset(root);
  assert.ok(all.categories.length > 3, "the command line looks into all folders but hidden ones");
});

test("a search of too many folders keeps what lies near", async () => {
  const root = await tree("near/good/0.png");
  const outer = Array.from({ length: 150 }, (_, i) => path.join(root, `a${i}`));
  await Promise.all(outer.map((folder) => fs.mkdir(folder)));
  await Promise.all(
    outer.flatMap((folder) => Array.from({ length: 140 }, (_, i) => fs.mkdir(path.join(folder, `${i}`)))),
  );
  const [index] = await discoverDatasets(root);
  assert.deepEqual(problemsOf(index!), ["error search-incomplete .."]);
  assert.match(index!.problems[0]!.message, /more than 20000 folders/);
  await fs.rm(path.join(root, "near"), { recursive: true });
  await assert.rejects(discoverDatasets(root), { code: "data", message: /more than 20000 folders/ });
});

test("VisA's folder of images alone, without the data set around it, still finds its masks", async () => {
  const root = await tree(
    ...["Images/Normal/0.JPG", "Images/Anomaly/0.JPG"].map((file) => `candle/Data/${file}`),
    "candle/Data/Masks/Anomaly/0.png",
  );
  const images = path.join(root, "candle", "Data", "Images");
  const whole = await indexDataset(root);
  const alone = await indexDataset(images);
  assert.deepEqual(alone.categories[0]!.items, whole.categories[0]!.items);
  assert.equal(
    alone.categories[0]!.items.find(({ label }) => label === 1)!.mask,
    path.join(images, "../Masks/Anomaly/0.png"),
  );
});
