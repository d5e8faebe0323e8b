import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { indexDataset } from "./datasetIndex.ts";
import { itemLines, makeTree, problemLines } from "./testSupport.ts";

let base: string;
before(async () => {
  base = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), "anople real-iad 'ü\" ")));
});
after(() => fs.rm(base, { recursive: true, force: true }));

const OK = ["OK/S0001/toy_0001_OK_C1_1.jpg", "OK/S0001/toy_0001_OK_C2_1.jpg", "OK/S0002/toy_0002_OK_C1_2.jpg"];
const NG = ["NG/HS/S0003/toy_0003_NG_C1_3.jpg", "NG/HS/S0003/toy_0003_NG_C2_3.jpg"];
const MASK = "NG/HS/S0003/toy_0003_NG_C1_3_mask.png";
const IMAGES = [...OK, ...NG, MASK].map((name) => `realiad_256/toy/${name}`);

const entry = (image_path: string, anomaly_class = "OK", mask_path: string | null = null) => {
  return { category: "toy", anomaly_class, image_path, mask_path };
};
const INDEX = {
  meta: { prefix: "toy/", normal_class: "OK", pre_transform: false },
  train: [entry(OK[0]!), entry(OK[1]!)],
  // The second view of the defective part doesn't show the defect.
  test: [entry(OK[2]!), entry(NG[0]!, "HS", MASK), entry(NG[1]!)],
};

const EXPECTED = [
  `${NG[0]} test HS ${MASK}`,
  `${NG[1]} test good null`,
  `${OK[0]} train good null`,
  `${OK[1]} train good null`,
  `${OK[2]} test good null`,
];

test("the JSON of a category decides the split and what each view shows, wherever the folder is opened", async () => {
  const other = { ...INDEX, train: [], test: [] };
  const root = await makeTree(
    base,
    ...IMAGES,
    ["realiad_jsons/realiad_jsons/toy.json", JSON.stringify(INDEX)],
    ["realiad_jsons/realiad_jsons_fuiad_0.4/toy.json", JSON.stringify(other)],
  );
  const index = await indexDataset(root);
  assert.deepEqual([index.kind, index.categories[0]!.name, index.problems], ["real-iad", "toy", []]);
  assert.deepEqual(itemLines(index), EXPECTED);
  assert.match(index.evidence, /1 mask matched by name; split as in realiad_jsons\/toy\.json$/);
  assert.deepEqual(itemLines(await indexDataset(path.join(root, "realiad_256", "toy"))), EXPECTED);
});

test("the JSON may lie beside the categories, and its paths may begin with the category", async () => {
  const named = (entries: typeof INDEX.train) =>
    entries.map((one) => ({ ...one, image_path: `toy/${one.image_path}` }));
  const text = JSON.stringify({ train: named(INDEX.train), test: named(INDEX.test) });
  const root = await makeTree(base, ...IMAGES, ["realiad_256/realiad_jsons/toy.json", text]);
  assert.deepEqual(itemLines(await indexDataset(root)), EXPECTED);
});

test("contaminated training images are set aside; images that the JSON doesn't know are reported", async () => {
  const text = JSON.stringify({
    ...INDEX,
    train: [entry(OK[0]!), entry(NG[0]!, "HS", MASK), entry("../../x.jpg")],
    test: [],
  });
  const index = await indexDataset(await makeTree(base, ...IMAGES, ["realiad_jsons/toy.json", text]));
  assert.deepEqual(itemLines(index), [`${OK[0]} train good null`]);
  assert.deepEqual(problemLines(index), [
    "warning anomalous-training realiad_256/toy",
    "warning image-missing realiad_256/toy",
    "warning split-unlisted realiad_256/toy",
  ]);
});

test("a damaged JSON is reported, and folders decide", async () => {
  for (const text of ["", "{", "[]", '{"train":[]}', '{"train":[{"image_path":1,"anomaly_class":"OK"}],"test":[]}']) {
    const index = await indexDataset(await makeTree(base, ...IMAGES, ["realiad_jsons/toy.json", text]));
    assert.equal(index.kind, "good-bad");
    assert.deepEqual(
      problemLines(index),
      ["warning mask-missing realiad_256/toy/NG/HS/S0003", "error split-unreadable realiad_256/toy"].sort((a, b) =>
        a.split(" ")[2]! < b.split(" ")[2]! ? -1 : 1,
      ),
    );
    assert.equal(index.categories[0]!.items.filter(({ split }) => split === "train").length, 3);
  }
});
