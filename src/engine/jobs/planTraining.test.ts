import assert from "node:assert/strict";
import { mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { writeTinyDataset } from "../../../test/support/tinyDataset.ts";
import { openWorkshop, type Workshop } from "../../../test/support/workshop.ts";
import { findDatasets, listImages } from "./datasets.ts";
import { planTraining } from "./planTraining.ts";

const { signal } = new AbortController();
let workshop: Workshop;
before(async () => {
  workshop = await openWorkshop();
  await writeTinyDataset(workshop.at("data", "cloth"), { train: 2, good: 1, spot: 1 });
});
after(() => workshop.close());

const plan = (request: { support?: string[]; categories?: string[]; shots?: number }) =>
  planTraining({ folder: workshop.at("data"), shots: 1, seed: 1, ...request }, signal);

test("the draw of each category, or the images that are named", async () => {
  const drawn = await plan({});
  assert.deepEqual(
    drawn.categories.map(({ name, support }) => [name, ...support.map((file) => path.basename(file))]),
    [
      ["cloth", "001.png"],
      ["tile", "001.png"],
    ],
  );
  const outside = workshop.at("outside.png");
  await writeFile(outside, "");
  const [named] = (await plan({ support: ["train/good/003.png", outside], categories: ["tile"] })).categories;
  assert.deepEqual(named!.support, [path.join(workshop.data, "train/good/003.png"), outside]);
  assert.deepEqual([named!.train, named!.testNormal, named!.testAnomalous, named!.masks], [4, 3, 3, 3]);
});

test("what a training would refuse is refused", async () => {
  await assert.rejects(plan({ shots: 3 }), { code: "data", message: /cloth.* holds 2 normal images/ });
  await assert.rejects(plan({ categories: ["carpet"] }), { code: "data", message: /no category "carpet"/ });
  const image = path.join(workshop.data, "test/spot/000.png");
  await assert.rejects(plan({ support: [image] }), { code: "usage", message: /one category only/ });
  await assert.rejects(plan({ support: [image], categories: ["tile"] }), { code: "data", message: /shows the defect/ });
});

test("support images that can't be read are told by name", async () => {
  const broken = ["broken.png", "empty.png", "text.png"].map((name) => workshop.at(name));
  await writeFile(broken[0]!, await readFile(path.join(workshop.data, "train/good/000.png")));
  await truncate(broken[0]!, 20);
  await writeFile(broken[1]!, "");
  await writeFile(broken[2]!, "no picture");
  const good = path.join(workshop.data, "train/good/000.png");
  const { problems } = await plan({ support: [...broken, good], categories: ["tile"] });
  assert.deepEqual(
    problems.map(({ code, severity, path: file }) => [code, severity, file]),
    broken.map((file) => ["support-unreadable", "error", file]),
  );
  for (const { message, fix, path: file } of problems) assert.ok(message.startsWith(file) && fix !== "", message);
});

test("folders that can't be searched are told, and the others still found", async () => {
  const nowhere = workshop.at("nowhere");
  const datasets = await findDatasets([nowhere, workshop.folder], signal);
  assert.deepEqual(
    datasets.map(({ folder, kind, categories, problems }) => [folder, kind, categories.length, problems.length]),
    [
      [nowhere, "none", 0, 1],
      [workshop.at("data"), "mvtec", 2, 0],
    ],
  );
  assert.deepEqual(datasets[0]!.problems, [
    {
      code: "folder-data",
      severity: "error",
      path: nowhere,
      message: `There is no folder ${nowhere}.`,
      fix: "Check the path.",
    },
  ]);
  await assert.rejects(findDatasets([workshop.folder], AbortSignal.abort()), { code: "cancelled" });
});

test("images are listed of a category, not of a folder of categories or of none", async () => {
  await assert.rejects(listImages(workshop.at("data"), signal), {
    code: "data",
    message: /of categories: cloth, tile/,
  });
  const empty = workshop.at("empty");
  await mkdir(empty);
  await assert.rejects(listImages(empty, signal), { code: "data" });
  await rm(empty, { recursive: true });
});

test("groups of images: training first, then normal and anomalous test images", async () => {
  const root = workshop.at("screws");
  for (const file of ["good/b.png", "good/a.png", "bad/zig/0.png", "bad/dent/0.png", "bad/dent/0_mask.png"]) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), "");
  }
  assert.deepEqual(await listImages(root, signal), [
    { split: "train", label: 0, defect: "good", masks: 0, ids: ["good/a.png", "good/b.png"] },
    { split: "test", label: 1, defect: "dent", masks: 1, ids: ["bad/dent/0.png"] },
    { split: "test", label: 1, defect: "zig", masks: 0, ids: ["bad/zig/0.png"] },
  ]);
});
