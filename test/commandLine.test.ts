import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { areaUnderRoc } from "./support/areaUnderRoc.ts";
import { readCsv } from "./support/readCsv.ts";
import { readFloatTiff } from "./support/readFloatTiff.ts";
import { runCli } from "./support/runCli.ts";
import { writeTinyDataset } from "./support/tinyDataset.ts";
import { writeTinyModel } from "./support/tinyModelDirectory.ts";
import { FEW_STEPS, openWorkshop, succeed, trainRun, type Workshop } from "./support/workshop.ts";

let workshop: Workshop;
let run: string;

before(async () => {
  workshop = await openWorkshop();
  await writeTinyDataset(workshop.data, { good: 4, spot: 4 });
  await writeTinyDataset(workshop.at("data", "cloth"), { train: 2, good: 2, spot: 2 });
  run = workshop.at("run");
  await trainRun(workshop, run);
});

after(() => workshop.close());

const json = async (...names: string[]) => JSON.parse(await readFile(path.join(...names), "utf8"));
const bytes = (...names: string[]) => readFile(path.join(...names));

test("a training leaves the files of a run", async () => {
  assert.deepEqual((await readdir(run)).sort(), [
    "events.ndjson",
    "memory.safetensors",
    "run.json",
    "state.safetensors",
  ]);
  const { createdAt, finishedAt, categories, config, thresholds, ...record } = await json(run, "run.json");
  const { status, step, steps, seed, draw, shots, preset, model, id, format } = record;
  assert.deepEqual(
    { status, step, steps, seed, draw, shots, preset, id, format },
    {
      status: "finished",
      step: 12,
      steps: 12,
      seed: 0,
      draw: 0,
      shots: 1,
      preset: "balanced",
      id: "run",
      format: 1,
    },
  );
  assert.equal(model.directory, workshop.model);
  assert.equal(model.fingerprint, sha256(await bytes(workshop.model, "model.safetensors")));
  const support = path.join(workshop.data, "train", "good", "000.png");
  assert.deepEqual(categories, [
    {
      name: "tile",
      className: "tile",
      root: workshop.data,
      support: [{ path: support, sha256: sha256(await readFile(support)) }],
    },
  ]);
  assert.equal(config.localViews, 1);
  assert.equal(thresholds.tile.rule, "mean+3sd");
  assert.ok(Date.parse(createdAt) <= Date.parse(finishedAt));

  const lines = (await readFile(path.join(run, "events.ndjson"), "utf8")).trimEnd().split("\n");
  const events = lines.map((line) => JSON.parse(line));
  assert.deepEqual(
    events.map((event) => event.step),
    Array.from({ length: 12 }, (_, i) => i + 1),
  );
  for (const { losses, gradientNorm, learningRate } of events) {
    const { total, dice, focal, image, latent, align } = losses;
    const sum = dice + focal + image + 0.1 * latent + align;
    assert.ok(Math.abs(total - sum) < 1e-4 * total, `${total} is not the weighted sum ${sum}`);
    assert.ok(gradientNorm > 0 && learningRate > 0);
  }
});

test("without --out the run goes into the data set's .anople/runs, which is no part of the data", async () => {
  const args = ["train", workshop.data, "--model", workshop.model, "--set", ...FEW_STEPS];
  const { run: made } = await succeed(args);
  assert.equal(path.dirname(made), path.join(workshop.data, ".anople", "runs"));
  assert.match(path.basename(made), /^\d{8}-\d{6}-tile$/);
  const { index } = await succeed(["inspect", workshop.data]);
  assert.deepEqual(index.problems, []);
});

test("the same seed gives the same bytes, another seed others", async () => {
  const results = [];
  for (const [name, seed] of [
    ["again", 0],
    ["other", 1],
  ] as const) {
    const out = workshop.at(name);
    await trainRun(workshop, out, "--seed", String(seed));
    await succeed(["eval", out, workshop.data]);
    results.push(out);
  }
  await succeed(["eval", run, workshop.data]);
  const [again, other] = results as [string, string];
  for (const file of ["state.safetensors", "memory.safetensors", "scores.csv"]) {
    assert.ok((await bytes(run, file)).equals(await bytes(again, file)), `${file} of the same seed`);
    assert.ok(!(await bytes(run, file)).equals(await bytes(other, file)), `${file} of another seed`);
  }
});

test("eval measures what scores.csv and the maps say", async () => {
  const result = await succeed(["eval", run, workshop.data, "--maps"]);
  const rows = await readCsv(path.join(run, "scores.csv"));
  const columns = ["path", "label", "defect", "score", "memory", "prompt", "decoder", "category", "id", "mask"];
  assert.deepEqual(Object.keys(rows[0]!), columns);
  assert.deepEqual(
    rows.map((row) => [path.relative(workshop.data, row.path!), row.label, row.defect]),
    ["good", "spot"].flatMap((defect, label) =>
      [0, 1, 2, 3].map((i) => [path.join("test", defect, `00${i}.png`), String(label), defect]),
    ),
  );
  const rankOf = (column: string) =>
    areaUnderRoc(rows.map((row) => ({ value: Number(row[column]), positive: row.label === "1" })));
  assert.equal(result.image.auroc, rankOf("score"));
  for (const part of ["memory", "prompt", "decoder"]) {
    assert.equal(result.parts[part].image.auroc, rankOf(part), part);
    for (const field of ["ap", "f1Max"]) assert.ok(result.parts[part].image[field] > 0);
  }

  const pixels = (await Promise.all(rows.map((row) => pixelsOf(row.path!)))).flat();
  closeTo(result.pixel.auroc, areaUnderRoc(pixels), 1e-9);
  assert.ok(result.pixel.ap > 0 && result.pixel.aupro > 0);
  assert.equal(result.parts.prompt.pixel.auroc, null);

  const { value } = result.threshold;
  const called = (label: string, anomalous: boolean) =>
    rows.filter((row) => row.label === label && Number(row.score) >= value === anomalous).length;
  const confusion = { tp: called("1", true), fp: called("0", true), tn: called("0", false), fn: called("1", false) };
  assert.deepEqual(result.counts, { normal: 4, anomalous: 4, masks: 4, confusion });

  const { categories, mean } = await json(run, "metrics.json");
  assert.equal(categories.length, 1);
  for (const field of ["image", "pixel", "parts", "counts", "threshold", "perDefect"])
    assert.deepEqual(categories[0][field], result[field], field);
  assert.deepEqual(mean, {
    imageAuroc: result.image.auroc,
    pixelAuroc: result.pixel.auroc,
    aupro: result.pixel.aupro,
  });
});

test("eval writes one report file with the pictures in it", async () => {
  const file = workshop.at("reports", "report.html");
  const { report } = await succeed(["eval", run, workshop.data, "--report", file]);
  assert.equal(report, file);
  const html = await readFile(file, "utf8");
  assert.ok((html.match(/data:image\//g) ?? []).length >= 8);
  assert.doesNotMatch(html, /(src|href)="(?!data:|#)/);
});

test("eval on a terminal's pipe prints tables, and progress elsewhere", async () => {
  const { code, stdout, stderr } = await runCli(["eval", run, workshop.data]);
  assert.equal(code, 0);
  assert.match(stdout, /^tile: 4 normal and 4 anomalous test images, 4 masks$/m);
  for (const row of ["fused", "memory", "prompt", "decoder"])
    assert.match(stdout, new RegExp(`^  ${row} +[01]\\.\\d{3}`, "m"));
  assert.match(stderr, /^Scoring tile: 8 in /m);
});

test("--seeds trains and evaluates a run with each seed", async () => {
  const out = workshop.at("seeds");
  const { runs, summary } = await trainRun(workshop, out, "--seeds", "0,1");
  assert.deepEqual(
    runs.map((one: { run: string; seed: number }) => [one.run, one.seed]),
    [0, 1].map((seed) => [path.join(out, `seed-${seed}`), seed]),
  );
  const aurocs = runs.map((one: { evaluation: { image: { auroc: number } } }) => one.evaluation.image.auroc);
  const fused = summary.find((row: { category: string; part: string }) => row.part === "fused");
  const { mean, sd, count } = fused.metrics["image AUROC"];
  assert.equal(count, 2);
  closeTo(mean, (aurocs[0] + aurocs[1]) / 2, 1e-12);
  closeTo(sd, Math.abs(aurocs[0] - aurocs[1]) / Math.SQRT2, 1e-12);
  const supports = await Promise.all(runs.map(async (one: { run: string }) => supportOf(one.run)));
  assert.deepEqual(supports, [["train/good/000.png"], ["train/good/001.png"]]);
});

test("--support names the images that are learnt from, in the user's order", async () => {
  const out = workshop.at("support");
  await trainRun(workshop, out, "--support", "train/good/003.png", path.join(workshop.data, "train/good/001.png"));
  assert.deepEqual(await supportOf(out), ["train/good/003.png", "train/good/001.png"]);
  assert.equal((await json(out, "run.json")).shots, 2);
});

test("one run over two categories, and one for each", async () => {
  const root = workshop.at("data");
  const train = ["train", root, "--model", workshop.model, "--set", ...FEW_STEPS, "--out"];
  const both = workshop.at("both");
  await succeed([...train, both]);
  const evaluated = await succeed(["eval", both, root]);
  assert.deepEqual(Object.keys(evaluated.categories).sort(), ["cloth", "tile"]);
  const { cloth, tile } = evaluated.categories;
  assert.deepEqual([cloth.counts.normal, cloth.counts.anomalous], [2, 2]);
  assert.deepEqual([tile.counts.normal, tile.counts.anomalous], [4, 4]);
  closeTo(evaluated.mean.imageAuroc, (cloth.image.auroc + tile.image.auroc) / 2, 1e-12);
  const { results } = await succeed(["score", both, path.join(root, "*", "test", "spot", "000.png")]);
  assert.deepEqual(
    results.map((one: { category: string }) => one.category),
    ["cloth", "tile"],
  );
  const other = await succeed(["score", both, path.join(root, "cloth/test/spot/000.png"), "--category", "tile"]);
  assert.notEqual(other.results[0].score, results[0].score);

  const { runs } = await succeed([...train, workshop.at("each"), "--per-category"]);
  assert.deepEqual(
    runs.map((one: { category: string }) => one.category),
    ["cloth", "tile"],
  );
  for (const one of runs) await succeed(["eval", one.run, path.join(root, one.category)]);
});

test("inspect tells a data set, a run and a model", async () => {
  const dataset = await succeed(["inspect", workshop.data]);
  assert.equal(dataset.kind, "dataset");
  const counts: Record<string, number> = {};
  for (const { split, defect, mask } of dataset.index.categories[0].items) {
    const key = `${split} ${defect}${mask ? " with mask" : ""}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  assert.deepEqual(counts, { "train good": 4, "test good": 4, "test spot with mask": 4 });

  const inspected = await succeed(["inspect", run]);
  assert.equal(inspected.kind, "run");
  assert.deepEqual(inspected.record, await json(run, "run.json"));

  const model = await succeed(["inspect", workshop.model]);
  assert.equal(model.kind, "model");
  assert.equal(model.config.family, "clip");
  assert.deepEqual([model.config.vision.layers, model.config.vision.patchSize, model.config.inputSize], [3, 8, 32]);

  const texts = await Promise.all([workshop.data, run, workshop.model].map((at) => runCli(["inspect", at])));
  assert.match(texts[0]!.stdout, /^ *tile +4 +4 +4 +4 +spot 4$/m);
  assert.match(texts[1]!.stdout, /^status +finished, 12 of 12 steps$/m);
  assert.match(texts[2]!.stdout, /^family +clip$/m);
});

test("a dual encoder with a DINOv2 tower trains and scores as well", async () => {
  const model = await writeTinyModel(workshop.at("dual"), "vision-text-dual-encoder");
  const out = workshop.at("dual-run");
  await succeed(["train", workshop.data, "--model", model, "--out", out, "--set", ...FEW_STEPS]);
  const { image } = await succeed(["eval", out, workshop.data]);
  assert.ok(image.auroc >= 0 && image.auroc <= 1);
  assert.equal((await succeed(["inspect", model])).config.family, "vision-text-dual-encoder");
});

/** The support images that a run records, by their place in the category. */
async function supportOf(directory: string): Promise<string[]> {
  const { categories } = await json(directory, "run.json");
  return categories[0].support.map((file: { path: string }) => path.relative(workshop.data, file.path));
}

/** The map's value at each pixel, and whether it is anomalous. */
async function pixelsOf(image: string): Promise<{ value: number; positive: boolean }[]> {
  const { dir, name } = path.parse(path.relative(workshop.data, image));
  const { data } = await readFloatTiff(path.join(run, "maps", "tile", dir, `${name}.tiff`));
  const isGood = path.basename(dir) === "good";
  const mask = path.join(workshop.data, "ground_truth", path.basename(dir), `${name}_mask.png`);
  const truth = isGood ? null : await sharp(mask).greyscale().raw().toBuffer();
  return Array.from(data, (value, i) => ({ value, positive: truth !== null && truth[i]! > 0 }));
}

function sha256(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function closeTo(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} instead of ${expected}`);
}
