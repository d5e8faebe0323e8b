import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { indexDataset } from "./datasetIndex.ts";
import { discoverDatasets } from "./discoverDatasets.ts";
import { itemLines, makeTree, problemLines } from "./testSupport.ts";

let base: string;
before(async () => {
  base = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), "anople visa 'ü\" ")));
});
after(() => fs.rm(base, { recursive: true, force: true }));

const NORMALS = ["0000", "0001", "0002"].map((stem) => `candle/Data/Images/Normal/${stem}.JPG`);
const CANDLE = [
  ...NORMALS,
  "candle/Data/Images/Anomaly/000.JPG",
  "candle/Data/Images/Anomaly/001.JPG",
  "candle/Data/Masks/Anomaly/000.png",
  "candle/Data/Masks/Anomaly/001.png",
  "candle/image_anno.csv",
];

/** VisA's tables end their lines in CRLF. */
function table(...rows: string[]): string {
  return ["object,split,label,image,mask", ...rows, ""].join("\r\n");
}

const ROWS = [
  `candle,train,normal,${NORMALS[0]},`,
  `candle,test,normal,${NORMALS[1]},`,
  `candle,train,normal,${NORMALS[2]},`,
  "candle,test,anomaly,candle/Data/Images/Anomaly/000.JPG,candle/Data/Masks/Anomaly/000.png",
  "candle,test,anomaly,candle/Data/Images/Anomaly/001.JPG,candle/Data/Masks/Anomaly/001.png",
  "pcb1,train,normal,pcb1/Data/Images/Normal/0000.JPG,",
];

const EXPECTED = [
  "Anomaly/000.JPG test Anomaly ../Masks/Anomaly/000.png",
  "Anomaly/001.JPG test Anomaly ../Masks/Anomaly/001.png",
  "Normal/0000.JPG train good null",
  "Normal/0001.JPG test good null",
  "Normal/0002.JPG train good null",
];

test("split_csv/1cls.csv decides the split, also where other tables lie beside it", async () => {
  const other = table(...ROWS.map((row) => row.replace("train,normal", "test,normal")));
  const files = [...CANDLE, "pcb1/Data/Images/Normal/0000.JPG"];
  const tables: [string, string][] = [
    ["split_csv/1cls.csv", table(...ROWS)],
    ["split_csv/2cls_fewshot.csv", other],
  ];
  const index = await indexDataset(await makeTree(base, ...files, ...tables));
  assert.equal(index.kind, "visa");
  assert.deepEqual(index.problems, []);
  assert.deepEqual(itemLines(index), EXPECTED);
  assert.deepEqual(itemLines(index, 1), ["Normal/0000.JPG train good null"]);
  assert.equal(
    index.evidence,
    "found 2 categories (candle, pcb1), Normal with 3 images, Normal with 1 image, 2 anomalous images of 1 defect type, " +
      "2 masks matched by name; split as in split_csv/1cls.csv",
  );
});

test("an object has the same split when it is opened alone", async () => {
  const root = await makeTree(base, ...CANDLE, ["split_csv/1cls.csv", table(...ROWS)]);
  for (const folder of ["candle", "candle/Data", "candle/Data/Images"]) {
    assert.deepEqual(itemLines(await indexDataset(path.join(root, folder))), EXPECTED, folder);
  }
  const [discovered] = await discoverDatasets(root);
  assert.deepEqual(itemLines(discovered!), EXPECTED);
});

test("anomalous training images of the two-class tables are set aside and reported", async () => {
  const rows = ROWS.map((row) =>
    row.replace("test,anomaly,candle/Data/Images/Anomaly/001", "train,anomaly,candle/Data/Images/Anomaly/001"),
  );
  const index = await indexDataset(await makeTree(base, ...CANDLE, ["split_csv/2cls_highshot.csv", table(...rows)]));
  assert.deepEqual(
    itemLines(index),
    EXPECTED.filter((line) => !line.startsWith("Anomaly/001")),
  );
  assert.deepEqual(problemLines(index), ["warning anomalous-training candle/Data/Images"]);
  assert.match(
    index.evidence,
    /neither learnt from nor tested: anomalous training images \(1 image\); split as in split_csv\/2cls_highshot\.csv$/,
  );
});

test("images without a row and rows without an image are named", async () => {
  const gone = "candle,test,normal,candle/Data/Images/Normal/0009.JPG,";
  const outside = "candle,train,normal,candle/Data/Images/../../../secret.JPG,";
  const text = table(...ROWS.slice(1), gone, outside);
  const index = await indexDataset(await makeTree(base, ...CANDLE, ["split_csv/1cls.csv", text]));
  assert.deepEqual(
    itemLines(index),
    EXPECTED.filter((line) => !line.startsWith("Normal/0000")),
  );
  assert.deepEqual(problemLines(index), [
    "warning image-missing candle/Data/Images",
    "warning split-unlisted candle/Data/Images",
  ]);
  assert.match(index.problems[0]!.message, /^2 images of split_csv\/1cls\.csv can't be found: Normal\/0009\.JPG, /);
  assert.match(
    index.problems[1]!.message,
    /^1 image is not in split_csv\/1cls\.csv and left out: Normal\/0000\.JPG\.$/,
  );
});

test("a table that can't be used is reported, and the images are split as without one", async () => {
  const without = itemLines(await indexDataset(await makeTree(base, ...CANDLE)));
  for (const text of [
    "",
    "object,split,label\r\ncandle,train,normal\r\n",
    table("candle,train,normal"),
    table(...ROWS, 'candle,"open'),
    table(ROWS[0]!.replace("train", "dev")),
    table(ROWS[0]!.replace("normal", "odd")),
  ]) {
    const index = await indexDataset(await makeTree(base, ...CANDLE, ["split_csv/1cls.csv", text]));
    assert.equal(index.kind, "good-bad");
    assert.deepEqual(problemLines(index), ["error split-unreadable candle/Data/Images"]);
    assert.match(index.problems[0]!.message, /1cls\.csv/);
    assert.deepEqual(itemLines(index), without);
  }
  const unrelated = await makeTree(base, ...CANDLE, ["split_csv/1cls.csv", table(ROWS.at(-1)!)]);
  assert.deepEqual([(await indexDataset(unrelated)).kind, (await indexDataset(unrelated)).problems], ["good-bad", []]);
});

test("the prepared one-class tree is laid out as MVTec AD", async () => {
  const index = await indexDataset(
    await makeTree(
      base,
      "1cls/candle/train/good/0000.JPG",
      "1cls/candle/test/good/0001.JPG",
      "1cls/candle/test/bad/000.JPG",
      "1cls/candle/ground_truth/bad/000.png",
    ),
  );
  assert.equal(index.kind, "mvtec");
  assert.deepEqual(index.problems, []);
  assert.deepEqual(itemLines(index), [
    "test/bad/000.JPG test bad ground_truth/bad/000.png",
    "test/good/0001.JPG test good null",
    "train/good/0000.JPG train good null",
  ]);
});
