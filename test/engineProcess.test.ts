import assert from "node:assert/strict";
import { cp, mkdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { encodeSafetensors } from "../src/engine/base/safetensors.ts";
import type { JobEvent, TrainParams } from "../src/protocol/engine.ts";
import type { RunResults } from "../src/protocol/runs.ts";
import { PROTOCOL_VERSION } from "../src/protocol/version.ts";
import { forkEngine, type RunningEngine, startEngine } from "./support/runEngine.ts";
import { tinyWeights, writeTinyModel } from "./support/tinyModelDirectory.ts";
import { openWorkshop, succeed, type Workshop } from "./support/workshop.ts";

/** Enough work that a message meets a training which is still busy; states are saved every 10 steps and at the end. */
const SETTINGS = { steps: 24, memoryRotations: 16, viewSize: 48 };
const BUNDLED = path.resolve("media/models/anople-mini");

let workshop: Workshop;
let engine: RunningEngine;
/** Trained without interruption by the command line, with SETTINGS. */
let reference: string;

before(async () => {
  workshop = await openWorkshop();
  engine = startEngine();
  reference = workshop.at("reference");
  const settings = Object.entries(SETTINGS).map(([name, value]) => `${name}=${value}`);
  const flags = ["--model", workshop.model, "--out", reference, "--set", ...settings];
  await succeed(["train", workshop.data, ...flags]);
});

after(async () => {
  await engine.stop();
  await workshop.close();
  assert.deepEqual(engine.problems, []);
});

const training = (changes: Partial<TrainParams> = {}): TrainParams => ({
  folder: workshop.data,
  shots: 1,
  seed: 0,
  preset: "balanced",
  settings: SETTINGS,
  model: workshop.model,
  ...changes,
});

const json = async (...names: string[]) => JSON.parse(await readFile(path.join(...names), "utf8"));

/** Calls `act` when a training has done `step` steps, and gives the run's directory and what became of the call. */
async function trainUntil(where: RunningEngine, step: number, act: (stop: AbortController) => void) {
  const stop = new AbortController();
  let run = "";
  let has = false;
  const call = where.channel.call("train", training(), {
    signal: stop.signal,
    onProgress: (event) => {
      if (event.type === "run") run = event.path;
      if (has || event.type !== "step" || event.step < step) return;
      has = true;
      act(stop);
    },
  });
  const error = await call.then(
    () => assert.fail("the training was not stopped"),
    (thrown: unknown) => thrown as Error & { code: string },
  );
  return { run, error };
}

async function statusOf(run: string): Promise<string> {
  const [summary] = await engine.channel.call("readRuns", { runs: [run] });
  return summary!.status;
}

/** Resumes the run and compares with what an uninterrupted training leaves. */
async function checkResumes(run: string): Promise<void> {
  const result = await engine.channel.call("resume", { run });
  assert.equal(result.run, run);
  assert.equal(await statusOf(run), "finished");
  for (const file of ["state.safetensors", "memory.safetensors"]) {
    const [ours, expected] = await Promise.all([run, reference].map((at) => readFile(path.join(at, file))));
    assert.ok(ours!.equals(expected!), `${file} differs from that of an uninterrupted training`);
  }
  assert.deepEqual((await json(run, "run.json")).thresholds, (await json(reference, "run.json")).thresholds);
}

test("data sets of a workspace, their images, and what a training would use", async () => {
  const empty = workshop.at("empty");
  await mkdir(empty);
  const { channel } = engine;
  const datasets = await channel.call("findDatasets", { folders: [workshop.folder, empty, workshop.at("data")] });
  assert.equal(datasets.length, 1, "none in the empty folder, and one that is found twice once");
  const { folder, kind, categories, problems } = datasets[0]!;
  assert.deepEqual({ folder, kind, problems }, { folder: workshop.data, kind: "mvtec", problems: [] });
  const tile = { name: "tile", root: workshop.data, train: 4, testNormal: 3, testAnomalous: 3, masks: 3 };
  assert.deepEqual(categories, [tile]);

  const names = (folder: string, count: number) => Array.from({ length: count }, (_, i) => `${folder}/00${i}.png`);
  assert.deepEqual(await channel.call("listImages", { root: workshop.data }), [
    { split: "train", label: 0, defect: "good", masks: 0, ids: names("train/good", 4) },
    { split: "test", label: 0, defect: "good", masks: 0, ids: names("test/good", 3) },
    { split: "test", label: 1, defect: "spot", masks: 3, ids: names("test/spot", 3) },
  ]);

  const plan = await channel.call("planTraining", { folder, shots: 2, seed: 1 });
  const support = names("train/good", 4)
    .slice(2)
    .map((id) => path.join(workshop.data, id));
  assert.deepEqual(plan.categories, [{ ...tile, support }]);
  assert.deepEqual(plan.problems, []);
  const tooMany = channel.call("planTraining", { folder, shots: 5, seed: 0 });
  await assert.rejects(tooMany, { code: "data", message: /holds 4 normal images/, hint: /fewer shots/ });
});

test("a training tells its steps and is the one that its command line makes", async () => {
  const events: JobEvent[] = [];
  const { channel } = engine;
  const { run } = await channel.call("train", training(), { onProgress: (event) => void events.push(event) });
  assert.deepEqual(
    events.flatMap((event) => (event.type === "step" ? [event.step] : [])),
    Array.from({ length: 24 }, (_, i) => i + 1),
  );
  assert.ok(events.some((event) => event.type === "run" && event.path === run));
  assert.equal(path.dirname(run), path.join(workshop.data, ".anople", "runs"));

  const { summary, training: steps, support, config, versions } = await channel.call("readRun", { run });
  assert.equal(summary.status, "finished");
  assert.deepEqual([summary.step, summary.steps, summary.shots, summary.preset], [24, 24, 1, "balanced"]);
  assert.deepEqual(summary.categories, [{ name: "tile", root: workshop.data }]);
  assert.deepEqual([summary.folder, summary.metrics, summary.problem], [workshop.data, null, null]);
  assert.deepEqual(summary.model, { name: "model", isBundled: false });
  assert.equal(steps.length, 24);
  assert.deepEqual(support, [{ category: "tile", path: path.join(workshop.data, "train/good/000.png") }]);
  assert.equal(config.viewSize, 48);
  assert.equal(versions.node, process.version);

  const { command } = await json(run, "run.json");
  assert.equal(command, summary.command);
  const [, ...words] = command.split(" ");
  const { run: again } = await succeed(words);
  assert.equal((await json(again, "run.json")).command, command);
  const states = await Promise.all([run, again].map((at) => readFile(path.join(at, "state.safetensors"))));
  assert.ok(states[0]!.equals(states[1]!));
  await Promise.all([run, again].map((at) => rm(at, { recursive: true })));
});

test("a cancelled training stops soon and can be resumed", async () => {
  let asked = 0;
  const { run, error } = await trainUntil(engine, 5, (stop) => {
    asked = performance.now();
    stop.abort();
  });
  assert.ok(performance.now() - asked < 5000, "within a second, on a busy machine within five");
  assert.equal(error.code, "cancelled");
  assert.equal(await statusOf(run), "stopped");
  const { step } = await json(run, "run.json");
  assert.ok(step >= 5 && step < 24);
  await checkResumes(run);
  await assert.rejects(engine.channel.call("resume", { run }), { code: "run", message: /finished already/ });
});

test("a killed engine leaves an interrupted run", async () => {
  const doomed = startEngine();
  const { run, error } = await trainUntil(doomed, 13, () => doomed.child.kill("SIGKILL"));
  assert.equal(error.code, "closed");
  assert.equal((await json(run, "run.json")).status, "running");
  assert.equal(await statusOf(run), "interrupted");
  await checkResumes(run);
});

for (const [name, leave] of [
  ["disconnects", ({ child }: RunningEngine) => child.disconnect()],
  ["sends SIGTERM", ({ child }: RunningEngine) => child.kill("SIGTERM")],
] as const) {
  test(`when the host ${name}, the engine keeps the training's state and ends`, async (t) => {
    if (process.platform === "win32" && name !== "disconnects") return t.skip("there are no signals");
    const leaving = startEngine();
    let asked = 0;
    const { run } = await trainUntil(leaving, 12, () => {
      asked = performance.now();
      leave(leaving);
    });
    assert.deepEqual(await leaving.exited, { code: 0, signal: null });
    assert.ok(performance.now() - asked < 6000, "within three seconds, on a busy machine within six");
    assert.equal(await statusOf(run), "stopped");
    await checkResumes(run);
  });
}

test("an engine without work ends with its host", async () => {
  const idle = startEngine();
  await idle.channel.call("listRuns", { folders: [] });
  idle.child.disconnect();
  assert.deepEqual(await idle.exited, { code: 0, signal: null });
});

test("a running training shows as running, and other calls are answered meanwhile", async () => {
  const seen: string[] = [];
  const stop = new AbortController();
  const pending: Promise<unknown>[] = [];
  const call = engine.channel.call("train", training(), {
    signal: stop.signal,
    onProgress: (event) => {
      if (event.type !== "step" || event.step !== 3) return;
      const listed = engine.channel.call("listRuns", { folders: [workshop.data] });
      const image = path.join(workshop.data, "test/good/000.png");
      pending.push(
        listed.then((runs) => seen.push(runs[0]!.status)),
        engine.channel.call("thumbnail", { path: image, side: 16 }).then(({ width }) => seen.push(`${width} px`)),
      );
      void Promise.all(pending).then(() => stop.abort());
    },
  });
  await assert.rejects(call, { code: "cancelled" });
  assert.deepEqual(seen.sort(), ["16 px", "running"]);
});

test("a training that fails says so to its caller, and its run lists as interrupted", async () => {
  const broken = await writeTinyModel(workshop.at("infinite"));
  const weights = tinyWeights();
  weights["visual_projection.weight"]!.data.fill(3e38);
  await writeFile(path.join(broken, "model.safetensors"), encodeSafetensors(weights));
  let run = "";
  const onProgress = (event: JobEvent) => {
    if (event.type === "run") run = event.path;
  };
  const call = engine.channel.call("train", training({ model: broken }), { onProgress });
  await assert.rejects(call, { code: "run", message: "The loss of step 1 is not a number." });
  assert.equal(await statusOf(run), "interrupted");

  const disk = { FULL_DISK_FOLDER: workshop.at("data"), FULL_DISK_BYTES: "60000" };
  const preload = ["--import", path.resolve("test/support/fullDisk.mjs")];
  const full = startEngine({ nodeFlags: preload, env: disk });
  const failing = full.channel.call("train", training(), { onProgress });
  await assert.rejects(failing, { code: "io", message: /the disk is full/ });
  assert.equal(await statusOf(run), "interrupted");
  await full.stop();
});

/** Shared by the tests below: a run, evaluated. */
let evaluated: { run: string; results: RunResults };

test("an evaluation's results are those of metrics.json and of the command line", async () => {
  const run = workshop.at("seeds", "zero");
  await cp(reference, run, { recursive: true });
  assert.equal(await engine.channel.call("readResults", { run }), null);
  const events: JobEvent[] = [];
  const onProgress = (event: JobEvent) => void events.push(event);
  const results = await engine.channel.call("evaluate", { run, folder: workshop.data }, { onProgress });
  assert.ok(events.some((event) => event.type === "progress" && event.done === event.total));
  assert.deepEqual(await engine.channel.call("readResults", { run }), results);
  evaluated = { run, results };

  const copy = workshop.at("by-command-line");
  await cp(reference, copy, { recursive: true });
  const byCommand = await succeed(["eval", copy, workshop.data]);
  for (const at of [run, copy]) {
    const { folder, evaluatedAt, mean, categories } = await json(at, "metrics.json");
    assert.equal(folder, workshop.data);
    assert.ok(Date.now() - Date.parse(evaluatedAt) < 600_000);
    assert.deepEqual(mean, results.run.metrics);
    const [ours] = results.categories;
    assert.deepEqual([categories[0].image, categories[0].pixel], [ours!.image, ours!.pixel]);
    assert.deepEqual(categories[0].perDefect, ours!.perDefect);
  }
  assert.deepEqual([byCommand.image, byCommand.pixel], [results.categories[0]!.image, results.categories[0]!.pixel]);
  assert.deepEqual(byCommand.mean, results.run.metrics);
  const { memory, prompt, decoder } = byCommand.parts;
  const expected = { memory: memory.image.auroc, prompt: prompt.image.auroc, decoder: decoder.image.auroc };
  assert.deepEqual(results.categories[0]!.partAuroc, expected);
  const tables = await Promise.all([run, copy].map((at) => readFile(path.join(at, "scores.csv"), "utf8")));
  assert.equal(tables[0], tables[1]);
});

test("what views need beside the metrics", async () => {
  const { run, results } = evaluated;
  const [{ images, thresholds, normalScores, roc, name, masks } = assert.fail()] = results.categories;
  assert.deepEqual([name, masks, images.length], ["tile", 3, 6]);
  for (const { path: file, id, label, defect, mask } of images) {
    assert.equal(file, path.join(workshop.data, id));
    assert.deepEqual([id.includes("spot"), label, defect], label ? [true, 1, "spot"] : [false, 0, "good"]);
    assert.equal(mask, label ? file.replace("test", "ground_truth").replace(".png", "_mask.png") : null);
  }
  const { thresholds: recorded } = await json(run, "run.json");
  assert.deepEqual(
    thresholds.map(({ rule, isOracle }) => [rule, isOracle]),
    [
      ["recorded", false],
      ["mean+3sd", false],
      ["max", false],
      ["quantile", false],
      ["f1-max", true],
    ],
  );
  assert.equal(thresholds[0]!.value, recorded.tile.value);
  assert.equal(thresholds[1]!.value, recorded.tile.value, "the rule that a run records");
  assert.equal(thresholds[2]!.value, Math.max(...normalScores));
  assert.equal(normalScores.length, 16);
  const best = results.categories[0]!.image.f1MaxThreshold;
  assert.equal(thresholds[4]!.value, best);
  assert.deepEqual([roc.fpr[0], roc.tpr[0], roc.fpr.at(-1), roc.tpr.at(-1)], [0, 0, 1, 1]);
});

test("runs that differ in the seed alone are set side by side", async () => {
  const { run, results } = evaluated;
  assert.deepEqual(
    results.seeds.map(({ run: at, seed }) => [at, seed]),
    [[run, 0]],
  );
  const { channel } = engine;
  const siblings = { seed: 2, shots: 1 } as const;
  const other = await channel.call("train", training({ ...siblings, settings: SETTINGS }));
  const twoShots = await channel.call("train", training({ seed: 1, shots: 2 }));
  for (const [from, name] of [
    [other.run, "two"],
    [twoShots.run, "two-shots"],
  ] as const) {
    await cp(from, workshop.at("seeds", name), { recursive: true });
    await channel.call("evaluate", { run: workshop.at("seeds", name), folder: workshop.data });
  }
  await cp(other.run, workshop.at("seeds", "not-evaluated"), { recursive: true });
  const { seeds } = (await channel.call("readResults", { run }))!;
  assert.deepEqual(
    seeds.map(({ run: at, seed }) => [path.basename(at), seed]),
    [
      ["zero", 0],
      ["two", 2],
    ],
  );
  assert.equal(seeds[0]!.imageAuroc, results.categories[0]!.image.auroc);
  await Promise.all([other.run, twoShots.run].map((at) => rm(at, { recursive: true })));
});

test("pictures with the map over them, all on one scale", async () => {
  const { run } = evaluated;
  const { channel } = engine;
  const picture = (id: string, side: number) => channel.call("mapThumbnail", { run, category: "tile", id, side });
  for (const [id, side, size] of [
    ["test/spot/001.png", 32, [32, 24]],
    ["test/good/000.png", 200, [40, 40]],
  ] as const) {
    const { bytes, mime, width, height } = await picture(id, side);
    assert.deepEqual([mime, width, height], ["image/jpeg", ...size]);
    const decoded = await sharp(bytes).metadata();
    assert.deepEqual([decoded.format, decoded.width, decoded.height], ["jpeg", ...size]);
  }
  const redness = async (id: string) => {
    const { channels } = await sharp((await picture(id, 40)).bytes).stats();
    return channels[0]!.mean - channels[2]!.mean;
  };
  assert.ok((await redness("test/spot/000.png")) > (await redness("test/good/000.png")) + 5, "the defect glows");

  await assert.rejects(picture("test/spot/009.png", 32), { code: "run", message: /not among the images/ });
  await assert.rejects(picture("../../run.json", 32), { code: "run" });
  const old = workshop.at("old");
  await cp(run, old, { recursive: true });
  await rm(path.join(old, "patch_maps.safetensors"));
  const missing = channel.call("mapThumbnail", { run: old, category: "tile", id: "test/spot/000.png", side: 32 });
  await assert.rejects(missing, {
    code: "run",
    message: /maps of .* were not stored/,
    hint: "Evaluate the run again.",
  });
  assert.equal((await channel.call("readResults", { run: old }))!.categories.length, 1);
  await channel.call("evaluate", { run: old, folder: workshop.data });
  await channel.call("mapThumbnail", { run: old, category: "tile", id: "test/spot/000.png", side: 32 });
  await assert.rejects(
    channel.call("mapThumbnail", { run: reference, category: "tile", id: "test/spot/000.png", side: 32 }),
    { code: "run", message: /was not evaluated/ },
  );
});

test("the inspector's numbers are the command line's", async () => {
  const { run, results } = evaluated;
  const { channel } = engine;
  const image = path.join(workshop.data, "test/spot/001.png");
  const found = await channel.call("inspect", { run, image, side: 32 });
  const { results: scored } = await succeed(["score", run, image]);
  const { map: _, ...expected } = scored[0];
  assert.deepEqual(found.image, expected);
  assert.equal(found.image.score, results.categories[0]!.images.find(({ path: file }) => file === image)!.score);
  assert.deepEqual([found.width, found.height, found.picture.width, found.picture.height], [64, 48, 32, 24]);
  assert.deepEqual([found.map.width, found.map.height, found.map.values.length], [64, 48, 64 * 48]);
  assert.equal(found.threshold.value, found.image.threshold);
  assert.deepEqual([found.threshold.rule, found.threshold.normals], ["mean+3sd", 16]);
  assert.equal(found.scale.source, "evaluation");
  assert.equal(found.run.path, run);

  const other = await channel.call("inspect", { run, image: image.replace("001", "000"), side: 4096, rule: "max" });
  assert.deepEqual(other.scale, found.scale, "one scale for all images");
  assert.equal(other.threshold.value, Math.max(...results.categories[0]!.normalScores));
  assert.equal(other.picture.width, 40, "pictures are never enlarged");
  assert.deepEqual([found.truth?.label, found.truth?.defect, found.truth?.problem], [1, "spot", null]);
  const drawn = found.truth?.mask;
  assert.deepEqual([drawn?.width, drawn?.height], [64, 48]);
  const gray = await sharp(path.join(workshop.data, "ground_truth/spot/001_mask.png")).greyscale().raw().toBuffer();
  assert.deepEqual(
    drawn?.bytes,
    Uint8Array.from(gray, (value) => (value > 0 ? 1 : 0)),
  );
  const alone = await channel.call("inspect", { run: reference, image, side: 32 });
  assert.deepEqual(alone.truth, found.truth, "without an evaluation, the data set that was trained on tells");
  const good = path.join(workshop.data, "test/good/000.png");
  const ofGood = { label: 0, defect: "good", mask: null, problem: null };
  assert.deepEqual((await channel.call("inspect", { run, image: good, side: 32 })).truth, ofGood);
  const stray = workshop.at("stray.png");
  await cp(image, stray);
  assert.equal((await channel.call("inspect", { run, image: stray, side: 32 })).truth, null);
  assert.equal(alone.scale.source, "image");
  assert.deepEqual(alone.map.values, found.map.values);
  assert.ok(alone.scale.high > alone.scale.low);
  await assert.rejects(channel.call("inspect", { run, image: workshop.at("none.png"), side: 32 }), { code: "data" });
});

test("a table of scores is the one that the command line writes", async () => {
  const out = workshop.at("tables", "new folder", "scores.csv");
  const paths = [path.join(workshop.data, "test")];
  const { images, out: written } = await engine.channel.call("score", { run: reference, paths, out, rule: "max" });
  assert.deepEqual([images.length, written], [6, out]);
  const byCommand = workshop.at("by-command.csv");
  const { results } = await succeed(["score", reference, ...paths, "--csv", byCommand, "--threshold", "max"]);
  assert.equal(await readFile(out, "utf8"), await readFile(byCommand, "utf8"));
  assert.deepEqual(
    images,
    results.map(({ map: _, ...rest }: { map: null }) => rest),
  );
});

test("a broken run is listed with the reason", async () => {
  const broken = path.join(workshop.data, ".anople", "runs", "20260101-000000-broken");
  await cp(reference, broken, { recursive: true });
  await truncate(path.join(broken, "run.json"), 100);
  const runs = await engine.channel.call("listRuns", { folders: [workshop.data, workshop.at("nowhere")] });
  const { status, problem, folder, path: at } = runs.at(-1)!;
  assert.deepEqual([at, status, folder], [broken, "broken", workshop.data]);
  assert.match(problem!, /run\.json is not valid JSON/);
  await assert.rejects(engine.channel.call("readRun", { run: broken }), { code: "run" });
  await assert.rejects(engine.channel.call("readResults", { run: workshop.at("nowhere") }), { code: "run" });
  await rm(broken, { recursive: true });
});

test("an estimate has each preset's steps, and can be cancelled", async () => {
  const request = { model: workshop.model, shots: 1, categories: 1, settings: { viewSize: 32 } };
  const estimates = await engine.channel.call("estimateTraining", request);
  assert.deepEqual(
    estimates.map(({ preset, steps }) => [preset, steps]),
    [
      ["fast", 60],
      ["balanced", 200],
      ["thorough", 600],
    ],
  );
  const [fast, balanced, thorough] = estimates.map(({ seconds }) => seconds) as [number, number, number];
  assert.ok(0 < fast && fast < balanced && balanced < thorough, `${fast} ${balanced} ${thorough}`);
  const stop = new AbortController();
  const call = engine.channel.call("estimateTraining", request, { signal: stop.signal });
  stop.abort();
  await assert.rejects(call, { code: "cancelled" });
  const wrong = { ...request, settings: { stepz: 1 } };
  await assert.rejects(engine.channel.call("estimateTraining", wrong), { code: "usage", message: /"stepz"/ });
});

test("models, and diagnostics without paths", async () => {
  const models = await engine.channel.call("listModels", { directories: [workshop.model] });
  assert.deepEqual(
    models.map(({ directory, isBundled, name, problem }) => ({ directory, isBundled, name, problem })),
    [
      { directory: BUNDLED, isBundled: true, name: "anople-mini", problem: null },
      { directory: workshop.model, isBundled: false, name: "model", problem: null },
    ],
  );
  const facts = await engine.channel.call("diagnostics", {});
  assert.equal(facts.node, process.version);
  assert.doesNotMatch(JSON.stringify(facts), /[/\\][\w.-]+[/\\]/);
});

test("listing loads no native module", async (t) => {
  if (process.platform !== "linux") return t.skip("needs /proc");
  const lister = startEngine();
  await lister.channel.call("findDatasets", { folders: [workshop.folder] });
  await lister.channel.call("listRuns", { folders: [workshop.data] });
  await lister.channel.call("readResults", { run: evaluated.run });
  const maps = await readFile(`/proc/${lister.child.pid}/maps`, "utf8");
  assert.doesNotMatch(maps, /onnxruntime/);
  await lister.stop();
});

test("an untrusted workspace: nothing is trained, and no model but the bundled one is opened", async () => {
  const run = workshop.at("claims-to-be-bundled");
  await cp(evaluated.run, run, { recursive: true });
  const record = await json(run, "run.json");
  const withModel = (model: object) =>
    writeFile(path.join(run, "run.json"), JSON.stringify({ ...record, model: { ...record.model, ...model } }));
  const restricted = startEngine({ flags: ["--restricted"] });
  const { channel } = restricted;
  const image = path.join(workshop.data, "test/spot/001.png");
  const refused = { code: "untrusted", hint: /Trust the workspace/ };
  const naming = { ...refused, message: new RegExp(`^${run} was trained with the model`) };
  try {
    await assert.rejects(channel.call("train", training()), refused);
    await assert.rejects(channel.call("resume", { run }), refused);
    const estimate = { model: workshop.model, shots: 1, categories: 1, settings: {} };
    await assert.rejects(channel.call("estimateTraining", estimate), refused);
    for (const model of [{}, { directory: BUNDLED, name: "anople-mini" }, { directory: workshop.at("no model") }]) {
      await withModel(model);
      await assert.rejects(channel.call("inspect", { run, image, side: 32 }), naming);
    }
    await assert.rejects(channel.call("score", { run, paths: [image], out: workshop.at("no.csv") }), naming);
    await assert.rejects(channel.call("evaluate", { run, folder: workshop.data }), naming);
    await assert.rejects(stat(workshop.at("no.csv")));
    const [summary] = await channel.call("readRuns", { runs: [run] });
    assert.equal(summary!.model.isBundled, false);
    const seen = { run, category: "tile", id: "test/spot/001.png", side: 32 };
    assert.equal((await channel.call("mapThumbnail", seen)).mime, "image/jpeg", "what is stored can be looked at");
    assert.equal((await channel.call("diagnostics", {})).mode, "restricted");

    const { model: _, ...bundled } = training({ settings: { steps: 0, memoryRotations: 1 } });
    const { run: trained } = await engine.channel.call("train", bundled);
    assert.equal((await channel.call("inspect", { run: trained, image, side: 32 })).image.category, "tile");
    // A run.json may name any folder as that of the bundled model; the weights decide.
    const moved = await json(trained, "run.json");
    moved.model.directory = workshop.model;
    await writeFile(path.join(trained, "run.json"), JSON.stringify(moved));
    assert.equal((await channel.call("inspect", { run: trained, image, side: 32 })).run.model.isBundled, true);
    await rm(trained, { recursive: true });
  } finally {
    await restricted.stop();
  }
});

test("parameters that don't fit, methods that there are not, and failures are errors with a code", async () => {
  const { channel } = engine;
  const wrong: [string, unknown][] = [
    ["thumbnail", { path: "", side: 32 }],
    ["thumbnail", { path: "/a.png", side: 0.5 }],
    ["train", { ...training(), preset: "best" }],
    ["train", { ...training(), shots: -1 }],
    ["readRun", null],
    ["erase", {}],
    ["constructor", {}],
  ];
  for (const [method, params] of wrong) {
    await assert.rejects(channel.call(method as "readRun", params as { run: string }), { code: "protocol" }, method);
  }
  await assert.rejects(channel.call("thumbnail", { path: workshop.at("none.png"), side: 32 }), {
    code: "data",
    message: /none\.png does not exist/,
  });
  assert.ok(engine.logged.some(({ level, message }) => level === "warn" && /none\.png/.test(message)));
});

test("an engine of another version says so and serves nothing", async () => {
  const child = forkEngine();
  const messages: { type: string; isAnswer?: boolean; version?: number; id?: number }[] = [];
  child.on("message", (message) => void messages.push(message as (typeof messages)[number]));
  const request = (id: number) => child.send({ type: "request", id, method: "listRuns", params: { folders: [] } });
  child.send({ type: "hello", version: PROTOCOL_VERSION + 1, isAnswer: false });
  request(1);
  child.send({ type: "hello", version: PROTOCOL_VERSION, isAnswer: false });
  request(2);
  while (!messages.some(({ type }) => type === "reply")) await sleep(5);
  assert.deepEqual(
    messages.filter(({ type }) => type === "hello").map(({ isAnswer, version }) => [isAnswer, version]),
    [
      [false, PROTOCOL_VERSION],
      [true, PROTOCOL_VERSION],
      [true, PROTOCOL_VERSION],
    ],
  );
  assert.deepEqual(
    messages.flatMap(({ type, id }) => (type === "reply" ? [id] : [])),
    [2],
  );
  child.disconnect();
});
