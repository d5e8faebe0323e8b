import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { encodeGreyPng, encodePng } from "../imaging/overlay.ts";
import type { EvaluateResult } from "../jobs/requests.ts";
import { fakeCategory, fakeImage, fakeRecord, fakeResult, HAZELNUT, NO_PIXELS } from "./testSupport.ts";
import { writeReport } from "./writeReport.ts";

let folder: string;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople report 'é\" "));
});
after(() => fs.rm(folder, { recursive: true, force: true }));

async function render(result: EvaluateResult, title = "hazelnut"): Promise<string> {
  const file = path.join(folder, "report.html");
  await writeReport(result, file, { title });
  return fs.readFile(file, "utf8");
}

/** The tiles in their order, each with its verdict's class and its image's name. */
function tiles(page: string): string[] {
  const found = page.matchAll(/<article class="tile ([\w-]+)"[^>]*>[\s\S]*?<h4><bdi>([^<]*)<\/bdi>/g);
  return [...found].map((match) => `${match[1]} ${match[2]}`);
}

const HAZELNUTS = [
  fakeImage("test/good/04.jpg", 0.3),
  fakeImage("test/good/05.jpg", 0.55),
  fakeImage("test/colour/00.jpg", 0.9),
  fakeImage("test/colour/01.jpg", 0.2),
];

test("a report holds facts, metrics, charts and images, failures first, and loads nothing", async () => {
  const page = await render(fakeResult([fakeCategory("hazelnut", HAZELNUTS)]));
  for (const text of [
    "anople-mini",
    "7, 7",
    "fast",
    "2026-01-31 12:03 UTC",
    "train/good/00.jpg",
    "anople train /data --seed 7",
  ])
    assert.ok(page.includes(text), text);
  for (const text of [
    "Image AUROC",
    "0.750",
    "157,739 anomalous of 6,029,312 pixels",
    "8-connected",
    "54 regions in 2 masks",
    "0.931",
  ])
    assert.ok(page.includes(text), text);
  for (const text of [
    "1 of 2",
    "1 missed defect, 1 false alarm among 2 normal images",
    "rule max: anomalous means at least as high",
  ])
    assert.ok(page.includes(text), text);
  assert.ok(page.includes("– pixel metrics of prompt: The prompt score has no map."));
  assert.equal(page.match(/<svg /g)?.length, 2);
  assert.deepEqual(tiles(page), [
    "missed test/colour/01.jpg",
    "false-alarm test/good/05.jpg",
    "found test/colour/00.jpg",
    "passed test/good/04.jpg",
  ]);
  const file = path.join(HAZELNUT, "test/colour/01.jpg").replaceAll("'", "&#39;");
  assert.ok(page.includes(`<article class="tile missed" data-file="${file}" data-defect="colour">`));
  // One of the support, and of each image a picture and an overlay.
  const sources = [...page.matchAll(/src="([^"]*)"/g)].map((match) => match[1]!);
  assert.equal(sources.length, 9);
  assert.ok(sources.every((source) => source.startsWith("data:image/jpeg;base64,/9j/")));
  assert.equal(new Set(sources).size, 9);
  assert.doesNotMatch(page, /<script|<link|@import|url\(|https?:/);
});

test("the table of the ROC curve is the curve", async () => {
  const page = await render(fakeResult([fakeCategory("hazelnut", HAZELNUTS)]));
  const table = /Points of the fused curve[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(page)![1]!;
  const rows = [...table.matchAll(/<tr><td>(.*?)<\/td><td>(.*?)<\/td><td>(.*?)<\/td>/g)].map((row) =>
    row.slice(1, 4).join(" "),
  );
  assert.deepEqual(rows, [
    "above all scores 0.000 0.000",
    "0.9000 0.000 0.500",
    "0.5500 0.500 0.500",
    "0.3000 1.000 0.500",
    "0.2000 1.000 1.000",
  ]);
});

test("the outline of the true defect is drawn, and only on its image", async () => {
  const file = path.join(folder, "grey.png");
  const mask = path.join(folder, "mask.png");
  const data = new Uint8Array(64 * 64);
  for (let y = 20; y < 40; y++) data.fill(1, y * 64 + 20, y * 64 + 40);
  await fs.writeFile(file, encodePng({ width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(120) }));
  await fs.writeFile(mask, encodeGreyPng({ width: 64, height: 64, data }));
  const flat = { path: file, patchMap: new Float32Array(16) };
  const page = await render(
    fakeResult([
      fakeCategory("x", [
        fakeImage("bad/a.png", 0.9, { ...flat, mask }),
        fakeImage("good/b.png", 0.1, { ...flat, mask: null }),
      ]),
    ]),
  );
  const overlays = [...page.matchAll(/src="data:image\/jpeg;base64,([^"]*)"[^>]*alt="Anomaly map/g)].map((m) =>
    Buffer.from(m[1]!, "base64"),
  );
  const jpegs = path.join(folder, "overlay.jpg");
  const { decodeImage } = await import("../imaging/decode.ts");
  const greenest: number[] = [];
  for (const bytes of overlays) {
    await fs.writeFile(jpegs, bytes);
    const { data: rgb } = await decodeImage(jpegs);
    greenest.push(Math.max(...Array.from({ length: rgb.length / 3 }, (_, i) => rgb[3 * i + 1]! - rgb[3 * i]!)));
  }
  assert.equal(greenest.length, 2);
  assert.ok(greenest[0]! > 60, `${greenest}`);
  assert.ok(greenest[1]! < 10, `${greenest}`);
});

test("names are inert wherever they come from", async () => {
  const evil = `"><img src=x onerror=alert(1)><script>alert('2')</script>&lt;\u202e`;
  const image = fakeImage("test/colour/00.jpg", 0.9, { id: evil, defect: evil, path: `/nope/${evil}` });
  const category = fakeCategory(evil, [image, fakeImage("test/good/04.jpg", 0.1)], {
    threshold: { value: 0.5, rule: evil, meaning: evil },
    pixel: { ...NO_PIXELS, reason: evil },
  });
  const record = { ...fakeRecord([evil], `/nope/${evil}.png`), command: evil, preset: evil, config: { [evil]: evil } };
  const second = fakeCategory("other", []);
  const page = await render(fakeResult([category, second], record), evil);
  assert.doesNotMatch(page, /<script|<img src=x|\u202e/);
  assert.ok(page.includes("&#34;&#62;&#60;img src=x onerror=alert(1)&#62;"));
  // Every tag is one of ours: none has an attribute that a name could have opened.
  const tags = page.replace(/"[^"]*"/g, "").matchAll(/<[a-z][^>]*>/g);
  for (const [tag] of tags) assert.doesNotMatch(tag, /onerror|alert/);
});

test("what is undefined, missing or empty is said", async () => {
  const bare = fakeCategory("bare", [], {
    image: {
      auroc: null,
      ap: null,
      f1Max: null,
      f1MaxThreshold: null,
      normals: 0,
      anomalies: 0,
      reason: "There are no images.",
    },
    pixel: NO_PIXELS,
  });
  const lost = fakeImage("test/colour/gone.jpg", 0.9);
  const misfit = fakeImage("test/colour/02.jpg", 0.8, { mask: path.join(folder, "small.png") });
  await fs.writeFile(
    path.join(folder, "small.png"),
    encodeGreyPng({ width: 2, height: 2, data: new Uint8Array(4).fill(1) }),
  );
  const broken = fakeCategory("broken", [lost, misfit, fakeImage("test/good/04.jpg", 0.1)]);
  const page = await render(fakeResult([bare, broken], fakeRecord(["bare"], "/nope/support.png")));
  for (const text of [
    "There are no images.",
    "No mask has an anomalous pixel.",
    "No image was evaluated.",
    "No ROC curve.",
  ])
    assert.ok(page.includes(text), text);
  assert.ok(page.includes(`${path.join(HAZELNUT, "test/colour/gone.jpg")} does not exist.`.replaceAll("'", "&#39;")));
  assert.ok(page.includes("The mask has 2 × 2 pixels and the image 512 × 512"));
  assert.ok(page.includes("/nope/support.png does not exist."));
  assert.match(page, /All categories[\s\S]*href="#category-2"[\s\S]*id="category-2"/);
});

test("of many images it shows a limited number and says so", async () => {
  const file = path.join(folder, "dot.png");
  await fs.writeFile(file, encodePng({ width: 4, height: 4, data: new Uint8Array(48).fill(200) }));
  const many = (kind: string, count: number, score: number) =>
    Array.from({ length: count }, (_, i) => fakeImage(`test/${kind}/${i}.png`, score, { path: file, mask: null }));
  const images = [...many("colour", 130, 0.4), ...many("good", 70, 0.1)];
  const page = await render(fakeResult([fakeCategory("x", images)]));
  assert.equal(tiles(page).filter((tile) => tile.startsWith("missed")).length, 120);
  assert.equal(tiles(page).filter((tile) => tile.startsWith("passed")).length, 60);
  assert.ok(page.includes("it shows the 120 worst of 130 failures and 60 of 70 others, evenly spaced by score"));
});

test("it stops when asked to and keeps the file of before", async () => {
  const file = path.join(folder, "kept.html");
  await fs.writeFile(file, "before");
  const controller = new AbortController();
  const onPicture = (done: number) => done === 1 && controller.abort();
  const result = fakeResult([fakeCategory("hazelnut", HAZELNUTS)]);
  await assert.rejects(writeReport(result, file, { title: "x", signal: controller.signal, onPicture }), {
    code: "cancelled",
  });
  assert.equal(await fs.readFile(file, "utf8"), "before");
});
