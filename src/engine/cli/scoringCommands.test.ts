import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { parseCsv } from "../base/csv.ts";
import type { EvaluateRequest, ExportRequest, ScoredImage, ScoreRequest } from "../jobs/requests.ts";
import { fakeCategory, fakeImage, fakeResult, NO_PIXELS } from "../report/testSupport.ts";
import type { ReportOptions } from "../report/writeReport.ts";
import { jsonLines, runCommand } from "./testSupport.ts";

let folder: string;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople score 'é\" "));
});
after(() => fs.rm(folder, { recursive: true, force: true }));

const scored = (name: string, score: number): ScoredImage => ({
  path: name,
  category: "hazelnut",
  score,
  parts: { memory: 0.25, prompt: 0.5, decoder: 0.75 },
  threshold: 0.5,
  percentile: 1,
  map: null,
});

const SCORES = [scored('/data/a,"b".jpg', 0.5), scored("/data/c.jpg", 0.49)];

test("score: a table with verdicts, and files", async () => {
  const requests: ScoreRequest[] = [];
  const score = async (request: ScoreRequest) => {
    requests.push(request);
    return SCORES;
  };
  const csv = path.join(folder, "new", "scores.csv");
  const json = path.join(folder, "scores.json");
  const flags = [
    "--csv",
    csv,
    "--json-file",
    json,
    "--maps",
    "m",
    "--overlays",
    "o",
    "--threshold",
    "quantile",
    "--category",
    "x",
  ];
  const { code, stdout } = await runCommand(["score", "run", "a.jpg", "b/*.png", ...flags], { score });
  assert.equal(code, 0);
  assert.deepEqual(requests, [
    { run: "run", paths: ["a.jpg", "b/*.png"], category: "x", threshold: "quantile", maps: "m", overlays: "o" },
  ]);
  assert.match(stdout, /a,"b"\.jpg +0\.5000 +0\.5000 +anomalous +0\.2500 +0\.5000 +0\.7500\n/);
  assert.match(stdout, /c\.jpg +0\.4900 +0\.5000 +normal /);
  assert.match(stdout, /2 images, 1 at or above the threshold\n/);
  assert.deepEqual(parseCsv(await fs.readFile(csv, "utf8")), {
    header: ["path", "label", "defect", "score", "memory", "prompt", "decoder", "category", "threshold", "percentile"],
    rows: [
      ['/data/a,"b".jpg', "", "", "0.5", "0.25", "0.5", "0.75", "hazelnut", "0.5", "1"],
      ["/data/c.jpg", "", "", "0.49", "0.25", "0.5", "0.75", "hazelnut", "0.5", "1"],
    ],
  });
  assert.deepEqual(JSON.parse(await fs.readFile(json, "utf8")), { results: SCORES });
});

test("score --json ends with the results; numbers that JSON lacks are null", async () => {
  const score = async () => [{ ...SCORES[0]!, score: Number.NaN }];
  const { stdout } = await runCommand(["score", "run", "a.jpg", "--json"], { score });
  const result = jsonLines(stdout).at(-1)!;
  assert.deepEqual(result, { type: "result", results: [{ ...SCORES[0], score: null }] });
});

test("score refuses a result file that is a folder before it scores", async () => {
  const { code, stderr } = await runCommand(["score", "run", "a.jpg", "--csv", folder]);
  assert.equal(code, 2);
  assert.match(stderr, /--csv is .*which is a folder/);
});

const IMAGES = [
  fakeImage("test/good/04.jpg", 0.3),
  fakeImage("test/good/05.jpg", 0.55),
  fakeImage("test/colour/00.jpg", 0.9),
  fakeImage("test/colour/01.jpg", 0.2),
];

test("eval: every metric of every way to score, the threshold, defects, and what is undefined", async () => {
  const requests: EvaluateRequest[] = [];
  const evaluate = async (request: EvaluateRequest) => {
    requests.push(request);
    return fakeResult([fakeCategory("hazelnut", IMAGES)]);
  };
  const { code, stdout } = await runCommand(["eval", "run", "data", "--category", "hazelnut", "--maps"], { evaluate });
  assert.equal(code, 0);
  assert.deepEqual(requests, [{ run: "run", folder: "data", writeMaps: true, categories: ["hazelnut"] }]);
  for (const pattern of [
    /^hazelnut: 2 normal and 2 anomalous test images, 2 masks\n/,
    /scored by +image AUROC +image AP +image F1-max +pixel AUROC +pixel AP +AUPRO@0\.3\n/,
    / {2}fused +0\.500 +0\.750 +0\.667 +0\.987 +0\.700 +0\.933\n/,
    / {2}prompt +0\.500 +0\.500 +0\.667 +– +– +–\n/,
    /– pixel metrics of prompt: The prompt score has no map\.\n/,
    /oracle/,
    /8-connected regions, false positive rate up to 0\.3; .* 0\.931\n/,
    /threshold 0\.5000 by rule max: anomalous means at least as high as/,
    /1 of 2 anomalous found \(1 missed\), 1 of 2 normal called anomalous\n/,
    / {2}colour +2 +0\.500 +0\.5500\n/,
    /Written: .*runs.hazelnut.maps\n/,
  ])
    assert.match(stdout, pattern);
});

test("eval --json of one category has its numbers at the top, of several by name", async () => {
  const one = await runCommand(["eval", "run", "data", "--json"], {
    evaluate: async () => fakeResult([fakeCategory("hazelnut", IMAGES)]),
  });
  const result = jsonLines(one.stdout).at(-1) as Record<string, Record<string, unknown>>;
  assert.equal(result.type, "result");
  assert.equal(result.image!.auroc, 0.5);
  assert.equal(result.image!.f1MaxThreshold, 0.2);
  assert.deepEqual([result.pixel!.auroc, result.pixel!.ap, result.pixel!.aupro], [0.987, 0.7, 0.933]);
  assert.deepEqual(Object.keys(result.parts!), ["memory", "prompt", "decoder"]);
  const { prompt } = result.parts as Record<string, { image: { auroc: number }; pixel: { auroc: null } }>;
  assert.deepEqual([prompt!.image.auroc, prompt!.pixel.auroc], [0.5, null]);
  assert.deepEqual(result.counts, { normal: 2, anomalous: 2, masks: 2, confusion: { tp: 1, fp: 1, tn: 1, fn: 1 } });
  assert.deepEqual((result.categories!.hazelnut as typeof result).image, result.image);
  assert.doesNotMatch(one.stdout, /patchMap|"images"/);

  const bare = fakeCategory("b", [], { pixel: NO_PIXELS });
  const several = await runCommand(["eval", "run", "data", "--json"], {
    evaluate: async () => fakeResult([fakeCategory("a", IMAGES), bare]),
  });
  const both = jsonLines(several.stdout).at(-1) as Record<string, Record<string, Record<string, unknown>>>;
  assert.deepEqual(Object.keys(both.categories!), ["a", "b"]);
  assert.equal((both.categories!.b!.image as { auroc: unknown }).auroc, null);
  assert.equal(both.image, undefined);
  assert.deepEqual(both.mean, { imageAuroc: 0.5, pixelAuroc: 0.987, aupro: null });
});

test("eval of several categories ends with all of them and their means", async () => {
  const evaluate = async () =>
    fakeResult([fakeCategory("a", IMAGES), fakeCategory("b", [], { pixel: NO_PIXELS, perDefect: [] })]);
  const { stdout } = await runCommand(["eval", "run", "data"], { evaluate });
  assert.match(stdout, /– image metrics of fused, memory, prompt, decoder: There are no images\.\n/);
  assert.match(stdout, /All categories[\s\S]* {2}a +0\.500 .*\n {2}b +– .*\n {2}mean +0\.500 +0\.987 +–\n/);
});

test("eval --report writes the report of that evaluation", async () => {
  const result = fakeResult([fakeCategory("hazelnut", IMAGES)]);
  const file = path.join(folder, "report.html");
  const calls: unknown[] = [];
  const writeReport = async (given: unknown, target: string, { title }: ReportOptions) => {
    calls.push([given === result, target, title]);
  };
  const { stdout } = await runCommand(["eval", "run", "data", "--report", file], {
    evaluate: async () => result,
    writeReport,
  });
  assert.deepEqual(calls, [[true, file, "hazelnut"]]);
  assert.ok(stdout.includes(`Written: ${file}\n`));
});

test("export: where it went and how well it matches", async () => {
  const requests: ExportRequest[] = [];
  const exportJob = async (request: ExportRequest) => {
    requests.push(request);
    return {
      file: "/x.onnx",
      category: "nut",
      compared: 2,
      largestScoreDifference: 1.5e-6,
      largestMapDifference: 2e-4,
      bytes: 5e7,
    };
  };
  const { stdout } = await runCommand(["export", "run", "--image", "a", "b", "--out", "x.onnx"], { export: exportJob });
  assert.deepEqual(requests, [{ run: "run", images: ["a", "b"], out: "x.onnx" }]);
  assert.equal(stdout, "Written: /x.onnx (nut, 50.0 MB)\nLargest difference on 2 images: score 1.5e-6, map 2.0e-4\n");
});
