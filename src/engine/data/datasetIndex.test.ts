import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { type DatasetIndex, indexDataset } from "./datasetIndex.ts";

let base: string;
before(async () => {
  base = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), "anople index 'ü\" ")));
  await fs.chmod(base, 0o755);
});
after(() => fs.rm(base, { recursive: true, force: true }));

/** A new folder with empty files of these names; the index never opens them. A name that ends in "/" makes a folder. */
async function tree(...files: string[]): Promise<string> {
  const root = await fs.mkdtemp(path.join(base, "tree "));
  await fs.chmod(root, 0o755);
  for (const file of files) {
    const full = path.join(root, file);
    await fs.mkdir(file.endsWith("/") ? full : path.dirname(full), { recursive: true });
    if (!file.endsWith("/")) await fs.writeFile(full, "");
  }
  return root;
}

/** Every image as "id split defect mask", the mask relative to the category. */
function lines(index: DatasetIndex, category = 0): string[] {
  const { root, items } = index.categories[category]!;
  return items.map((item) => {
    assert.equal(item.path, path.join(root, item.id));
    assert.equal(item.label === 0, item.defect === "good");
    return `${item.id} ${item.split} ${item.defect} ${item.mask && path.relative(root, item.mask)}`;
  });
}

function problems(index: DatasetIndex): string[] {
  return index.problems.map((p) => `${p.severity} ${p.code} ${path.relative(index.root, p.path)}`);
}

const BOTTLE = [
  "train/good/001.png",
  "train/good/000.png",
  "test/good/000.png",
  "test/cut/000.png",
  "test/cut/001.png",
  "test/hole/000.png",
  "ground_truth/cut/000_mask.png",
  "ground_truth/cut/001_mask.png",
  "ground_truth/hole/000_mask.png",
];

test("the hazelnut sample", async () => {
  const index = await indexDataset("media/samples/hazelnut");
  assert.equal(index.kind, "mvtec");
  assert.deepEqual(index.problems, []);
  assert.deepEqual(
    index.categories.map((c) => c.name),
    ["hazelnut"],
  );
  const items = index.categories[0]!.items;
  const tally = (split: string, label: number) => items.filter((i) => i.split === split && i.label === label).length;
  assert.deepEqual([tally("train", 0), tally("test", 0), tally("test", 1), tally("train", 1)], [28, 6, 17, 0]);
  for (const item of items.filter((i) => i.label === 1)) {
    assert.equal(item.defect, "colour");
    const stem = path.basename(item.path, ".jpg");
    assert.equal(item.mask, path.resolve("media/samples/hazelnut/ground_truth/colour", `${stem}_mask.png`));
  }
  assert.equal(
    index.evidence,
    "found train/good with 28 images, test/good with 6 images, 17 anomalous images of 1 defect type, 17 masks matched by name",
  );
});

test("a category of MVTec AD, in code-unit order, without hidden files", async () => {
  const root = await tree(...BOTTLE, ".git/good/x.png", ".anople/runs/a/maps/test/good/0.tiff", "test/cut/.DS_Store");
  const index = await indexDataset(root);
  assert.equal(index.root, root);
  assert.deepEqual(index.problems, []);
  assert.deepEqual(lines(index), [
    `test/cut/000.png test cut ${path.join("ground_truth", "cut", "000_mask.png")}`,
    `test/cut/001.png test cut ${path.join("ground_truth", "cut", "001_mask.png")}`,
    "test/good/000.png test good null",
    `test/hole/000.png test hole ${path.join("ground_truth", "hole", "000_mask.png")}`,
    "train/good/000.png train good null",
    "train/good/001.png train good null",
  ]);
});

test("folders of categories and folders of data sets, up to three levels deep", async () => {
  const one = await tree("cable/train/good/0.png", "bottle/test/good/0.png", "bottle/train/good/0.png", "readme.txt");
  assert.deepEqual(
    (await indexDataset(one)).categories.map((c) => [c.name, path.relative(one, c.root)]),
    [
      ["bottle", "bottle"],
      ["cable", "cable"],
    ],
  );
  const many = await tree(
    "mvtec/bottle/train/good/0.png",
    "other/bottle/train/good/0.png",
    "other/group/screw/train/good/0.png",
    "too/deep/to/find/train/good/0.png",
  );
  const index = await indexDataset(many);
  assert.deepEqual(
    index.categories.map((c) => c.name),
    ["mvtec/bottle", "other/bottle", "screw"],
  );
  assert.match(index.evidence, /^found 3 categories \(mvtec\/bottle, other\/bottle, screw\)/);
});

test("BTAD's ok and ko, and VisA's prepared tree with masks of the image's own name", async () => {
  const root = await tree(
    "01/train/ok/0000.bmp",
    "01/test/ok/0001.bmp",
    "01/test/ko/0002.bmp",
    "01/ground_truth/ko/0002.png",
  );
  const index = await indexDataset(root);
  assert.deepEqual(lines(index), [
    `test/ko/0002.bmp test ko ${path.join("ground_truth", "ko", "0002.png")}`,
    "test/ok/0001.bmp test good null",
    "train/ok/0000.bmp train good null",
  ]);
  assert.deepEqual(index.problems, []);
});

test("masks are paired by name, in every usual spelling, however files are sorted", async () => {
  const index = await indexDataset(
    await tree(
      "train/good/0.png",
      "test/cut/a.JPG",
      "test/cut/b.png",
      "test/cut/c.png",
      "test/cut/d.png",
      "test/cut/u\u0308.png",
      "ground_truth/cut/a_gt.png",
      "ground_truth/cut/b.bmp",
      "ground_truth/cut/c-mask.tif",
      "ground_truth/cut/d_mask.PNG",
      "ground_truth/cut/\u00fc_mask.png",
      "ground_truth/good/0.png",
    ),
  );
  assert.deepEqual(
    index.categories[0]!.items.filter((i) => i.label === 1).map((i) => path.basename(i.mask ?? "none")),
    ["a_gt.png", "b.bmp", "c-mask.tif", "d_mask.PNG", "\u00fc_mask.png"],
  );
  assert.deepEqual(index.problems, []);
});

test("whatever masks are missing, the others stay with their images, and each gap is reported", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,3}$/), { minLength: 1, maxLength: 6 }),
      fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,3}$/), { maxLength: 6 }),
      async (images, masks) => {
        const root = await tree(
          "train/good/0.png",
          ...images.map((stem) => `test/cut/${stem}.png`),
          ...masks.map((stem) => `ground_truth/cut/${stem}_mask.png`),
        );
        const index = await indexDataset(root);
        for (const item of index.categories[0]!.items.filter((i) => i.label === 1)) {
          const stem = path.basename(item.path, ".png");
          const mask = path.join(root, "ground_truth", "cut", `${stem}_mask.png`);
          assert.equal(item.mask, masks.includes(stem) ? mask : null);
        }
        const codes = index.problems.map((p) => p.code);
        assert.equal(codes.includes("mask-missing"), !images.every((stem) => masks.includes(stem)));
        assert.equal(codes.includes("mask-orphan"), !masks.every((stem) => images.includes(stem)));
      },
    ),
    { numRuns: 20 },
  );
});

test("broken trees: each fault has its problem and nothing else is lost", async () => {
  const root = await tree(
    "train/good/0.png",
    "train/good/0.jpg",
    "train/good/notes.txt",
    "train/good/Thumbs.db",
    "train/bad/1.png",
    "test/loose.png",
    "test/cut/000.png",
    "test/cut/001.png",
    "test/empty/",
    "ground_truth/cut/000_mask.png",
    "ground_truth/cut/000.png",
    "ground_truth/cut/999_mask.png",
    "ground_truth/ghost/000_mask.png",
  );
  const index = await indexDataset(root);
  assert.deepEqual(problems(index), [
    `warning mask-ambiguous ${path.join("ground_truth", "cut")}`,
    `warning mask-orphan ${path.join("ground_truth", "cut")}`,
    `warning mask-orphan ${path.join("ground_truth", "ghost")}`,
    "warning image-misplaced test",
    `warning mask-missing ${path.join("test", "cut")}`,
    `warning folder-empty ${path.join("test", "empty")}`,
    `warning folder-ignored ${path.join("train", "bad")}`,
    `warning file-ignored ${path.join("train", "good")}`,
    `warning stem-duplicate ${path.join("train", "good")}`,
  ]);
  assert.deepEqual(lines(index), [
    `test/cut/000.png test cut ${path.join("ground_truth", "cut", "000_mask.png")}`,
    "test/cut/001.png test cut null",
    "train/good/0.jpg train good null",
    "train/good/0.png train good null",
  ]);
  const message = (code: string) => index.problems.find((p) => p.code === code)!.message;
  assert.equal(message("mask-missing"), "1 anomalous image has no mask: 001.png.");
  assert.equal(message("file-ignored"), "1 file is not an image and left out: notes.txt.");
  assert.match(message("stem-duplicate"), /0\.jpg and 0\.png/);
  assert.match(message("mask-ambiguous"), /000\.png \(000_mask\.png, 000\.png\)/);
  for (const problem of index.problems) assert.notEqual(problem.fix, "");
});

test("masks that lie in no defect folder fit only a single defect", async () => {
  const single = await indexDataset(await tree("train/good/0.png", "test/cut/0.png", "ground_truth/0_mask.png"));
  assert.equal(lines(single)[0], `test/cut/0.png test cut ${path.join("ground_truth", "0_mask.png")}`);
  const two = await indexDataset(
    await tree("train/good/0.png", "test/cut/0.png", "test/hole/0.png", "ground_truth/0_mask.png"),
  );
  assert.deepEqual(
    two.problems.map((p) => p.code),
    ["mask-orphan", "mask-missing", "mask-missing"],
  );
});

test("no normal training image is an error, but what there is can be scored", async () => {
  const index = await indexDataset(await tree("train/good/", "test/good/0.png", "test/cut/0.png"));
  assert.equal(index.categories[0]!.items.length, 2);
  assert.ok(problems(index).includes("error normals-missing "));
});

test("good and bad under all their names", async () => {
  for (const [good, bad] of [
    ["good", "bad"],
    ["OK", "NG"],
    ["Normal", "Anomaly"],
    ["normals", "anomalous"],
    ["ok", "ko"],
    ["ok", "nok"],
    ["good", "Defect"],
    ["normal", "abnormal"],
  ]) {
    const index = await indexDataset(await tree(`${good}/b.png`, `${good}/a.png`, `${bad}/a.png`));
    assert.equal(index.kind, "good-bad");
    assert.deepEqual(
      lines(index).sort(),
      [`${good}/a.png train good null`, `${good}/b.png train good null`, `${bad}/a.png test ${bad} null`].sort(),
    );
    assert.match(index.evidence, /no split, so the support is drawn from the good images/);
  }
});

test("good and bad with named defects, masks beside, inside and in a folder of their own, and a folder of neither name", async () => {
  const index = await indexDataset(
    await tree(
      "good/0.png",
      "bad/scratch/0.png",
      "bad/dent/0.jpg",
      "bad/dent/0_mask.png",
      "bad/chip/0.png",
      "bad/chip/masks/0.png",
      "bad/7.png",
      "masks/bad/scratch/0.png",
      "masks/bad/7_mask.png",
      "unsure/0.png",
      "loose.png",
    ),
  );
  assert.deepEqual(lines(index), [
    `bad/7.png test bad ${path.join("masks", "bad", "7_mask.png")}`,
    `bad/chip/0.png test chip ${path.join("bad", "chip", "masks", "0.png")}`,
    `bad/dent/0.jpg test dent ${path.join("bad", "dent", "0_mask.png")}`,
    `bad/scratch/0.png test scratch ${path.join("masks", "bad", "scratch", "0.png")}`,
    "good/0.png train good null",
  ]);
  assert.deepEqual(problems(index), ["warning image-misplaced ", "warning folder-ignored unsure"]);
});

test("VisA's original tree: the object gives the name, masks lie beside Images", async () => {
  const index = await indexDataset(
    await tree(
      "candle/Data/Images/Normal/0000.JPG",
      "candle/Data/Images/Anomaly/000.JPG",
      "candle/Data/Masks/Anomaly/000.png",
      "pcb1/Data/Images/Normal/0000.JPG",
    ),
  );
  assert.deepEqual(
    index.categories.map((c) => c.name),
    ["candle", "pcb1"],
  );
  const mask = path.join("..", "Masks", "Anomaly", "000.png");
  assert.equal(lines(index)[0], `Anomaly/000.JPG test Anomaly ${mask}`);
  assert.deepEqual(index.problems, []);
});

test("normal images only, in the folder itself or in good", async () => {
  const flat = await indexDataset(await tree("b c.webp", "a.jpeg", "notes.txt", "broken/0.png"));
  assert.equal(flat.kind, "normals");
  assert.deepEqual(lines(flat), ["a.jpeg train good null", "b c.webp train good null"]);
  assert.deepEqual(problems(flat), ["warning file-ignored ", "warning folder-ignored broken"]);
  assert.match(flat.evidence, /^found the folder itself with 2 images; there are no anomalous images/);
  const good = await indexDataset(await tree("good/a.png"));
  assert.equal(good.kind, "normals");
  assert.deepEqual(lines(good), ["good/a.png train good null"]);
});

test("no folder, a file, an empty folder and empty train/good are refused and say what was looked for", async () => {
  await assert.rejects(indexDataset(path.join(base, "nowhere")), { code: "data", message: /There is no folder/ });
  const root = await tree("a.png");
  await assert.rejects(indexDataset(path.join(root, "a.png")), { code: "data", message: /is a file, not a folder/ });
  for (const files of [[], ["train/good/"], ["sub/notes.txt"], ["bad/0.png"]]) {
    const empty = await tree(...files);
    await assert.rejects(indexDataset(empty), {
      code: "data",
      message: `No images of a data set were found in ${empty}.`,
      hint: /train\/good.*good and bad.*images in the folder itself/,
    });
  }
});

test("links: loops end and are reported, doubles are dropped, broken ones are named, good ones are followed", async (t) => {
  if (process.platform === "win32") return t.skip("links need a privilege on Windows");
  const root = await tree("bottle/train/good/0.png", "bottle/test/", "a/", "b/", "elsewhere.txt");
  const outside = await tree("1.png", "2.png");
  await fs.symlink("..", path.join(root, "bottle", "test", "up"));
  await fs.symlink(path.dirname(root), path.join(root, "out"));
  await fs.symlink("self", path.join(root, "self"));
  await fs.symlink("gone", path.join(root, "broken"));
  await fs.symlink(path.join(root, "b"), path.join(root, "a", "to-b"));
  await fs.symlink(path.join(root, "a"), path.join(root, "b", "to-a"));
  await fs.symlink("bottle", path.join(root, "alias"));
  await fs.symlink(outside, path.join(root, "bottle", "test", "good"));
  await fs.symlink(path.join(outside, "1.png"), path.join(root, "bottle", "train", "good", "linked.png"));
  const index = await indexDataset(root);
  assert.deepEqual(
    index.categories.map((c) => c.name),
    ["bottle"],
  );
  assert.deepEqual(lines(index), [
    "test/good/1.png test good null",
    "test/good/2.png test good null",
    "train/good/0.png train good null",
    "train/good/linked.png train good null",
  ]);
  for (const expected of [
    "warning link-duplicate alias",
    "warning link-loop bottle/test/up",
    "warning link-loop out",
    "warning link-loop self",
    "warning link-broken broken",
    "warning link-loop a/to-b/to-a",
  ]) {
    assert.ok(problems(index).includes(expected), `${expected} in ${problems(index).join("; ")}`);
  }
});

test("a folder that can't be read is reported and the rest is indexed", async (t) => {
  if (process.platform === "win32") return t.skip("permissions work differently on Windows");
  const root = await tree(...BOTTLE);
  const locked = path.join(root, "test", "hole");
  await fs.chmod(locked, 0);
  // The superuser reads everything, so for a moment this test is nobody.
  const superuser = process.getuid?.() === 0;
  if (superuser) process.seteuid!(65534);
  try {
    const index = await indexDataset(root);
    assert.equal(index.categories[0]!.items.length, 5);
    const unreadable = index.problems.find((p) => p.code === "folder-unreadable");
    assert.equal(unreadable?.path, locked);
    assert.equal(unreadable?.severity, "error");
    await assert.rejects(indexDataset(locked), { code: "io", message: /no permission/ });
  } finally {
    if (superuser) process.seteuid!(0);
    await fs.chmod(locked, 0o755);
  }
});

test("an aborted signal stops the walk", async () => {
  await assert.rejects(indexDataset(await tree(...BOTTLE), AbortSignal.abort()), { code: "cancelled" });
});
