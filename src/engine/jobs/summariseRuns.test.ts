import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { createRun, type NewRun } from "../runs/createRun.ts";
import { newRun } from "../runs/testing.ts";
import { readRunDetails } from "./readRun.ts";
import { summariseRuns, summariseRunsIn, summariseSiblings } from "./summariseRuns.ts";

let folder: string;
let count = 0;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople-summaries-"));
});
after(() => fs.rm(folder, { recursive: true, force: true }));

const make = async (changes: Partial<NewRun> = {}, parent = folder) => {
  const run = await createRun(path.join(parent, ".anople", "runs"), `nut ${count++}`, { ...newRun(), ...changes });
  await run.close();
  return run;
};
const summaryOf = async (changes: Partial<NewRun>) => (await summariseRuns([(await make(changes)).path]))[0]!;
const category = (root: string) => ({ ...newRun().categories[0]!, name: path.basename(root), root });

test("runs that differ in the seed, and what follows from it, have one setting; others have another", async () => {
  const { setting } = await summaryOf({});
  const support = [{ path: "/data/metal_nut/train/good/007.png", sha256: "1".repeat(64) }];
  const others: Partial<NewRun> = {
    seed: 5,
    draw: 5,
    command: "anople train --seed 5",
    categories: [{ ...newRun().categories[0]!, support }],
    node: "20.10.0",
    status: "stopped",
    config: { "a.b": { nested: [1, null] }, epochs: 2 },
  };
  assert.equal((await summaryOf(others)).setting, setting);
  for (const change of [
    { shots: 2 },
    { config: { epochs: 3, "a.b": { nested: [1, null] } } },
    { model: { ...newRun().model, fingerprint: "0".repeat(64) } },
    { categories: [category("/other/metal_nut")] },
  ]) {
    assert.notEqual((await summaryOf(change)).setting, setting, JSON.stringify(change));
  }
});

test("the data set of a run is its category's folder, or the deepest that holds all of them", async () => {
  const folderOf = async (...roots: string[]) => (await summaryOf({ categories: roots.map(category) })).folder;
  assert.equal(await folderOf("/data/nut"), "/data/nut");
  assert.equal(await folderOf("/data/nut", "/data/nutty"), "/data");
  assert.equal(await folderOf("/data/a/nut/Images", "/data/a/bolt/Images", "/data/a"), "/data/a");
  assert.equal(await folderOf("/data/nut", "/other/nut"), "/");
});

test("a record that says running is interrupted unless a process holds the lock", async () => {
  const run = await createRun(path.join(folder, "live", ".anople", "runs"), "live", newRun());
  assert.equal((await summariseRuns([run.path]))[0]!.status, "running");
  await run.close();
  assert.equal((await summariseRuns([run.path]))[0]!.status, "interrupted");
  await run.update({ status: "stopped" });
  assert.equal((await summariseRuns([run.path]))[0]!.status, "stopped");
});

test("lists are newest first, each run once, without what is no run; siblings lie in the same folder", async () => {
  const parents = ["one", "two"].map((name) => path.join(folder, name));
  const runs = [];
  for (const parent of [...parents, ...parents]) {
    runs.unshift((await make({}, parent)).path);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await fs.mkdir(path.join(parents[0]!, ".anople", "runs", "empty"));
  const listed = await summariseRunsIn([...parents, parents[0]!, path.join(folder, "none")]);
  assert.deepEqual(
    listed.map(({ path: at }) => at),
    runs,
  );
  assert.deepEqual(await summariseRuns([...runs, runs[0]!, path.join(folder, "none")].reverse()), listed);
  assert.deepEqual(
    (await summariseSiblings(runs[1]!)).map(({ path: at }) => at),
    [runs[1], runs[3]],
  );
});

test("metrics are the means of the last evaluation; what can't be read is none", async () => {
  const run = await make();
  const metricsOf = async () => (await summariseRuns([run.path]))[0]!.metrics;
  assert.equal(await metricsOf(), null);
  const mean = { imageAuroc: 0.5, pixelAuroc: null, aupro: 0.25 };
  await run.writeMetrics({ mean, categories: [] });
  assert.deepEqual(await metricsOf(), mean);
  await run.writeMetrics({ mean: 3 });
  assert.equal(await metricsOf(), null);
  await fs.writeFile(run.file("metrics.json"), "{");
  assert.equal(await metricsOf(), null);
});

test("a long training is thinned evenly, from the first step to the last; other lines of the log are passed over", async () => {
  const run = await make();
  const step = (n: number) => ({ type: "step", step: n, steps: 9999, losses: { dice: 1 / n }, learningRate: 1e-3 });
  const lines = Array.from({ length: 3500 }, (_, i) => ({ ...step(i + 1), gradientNorm: i, seconds: i / 10 }));
  const odd = [{ type: "note" }, { ...lines[0]!, losses: { dice: null } }, { type: "step", step: -1 }];
  await fs.writeFile(run.file("events.ndjson"), [...odd, ...lines].map((line) => JSON.stringify(line)).join("\n"));
  const { training, support } = await readRunDetails(run.path);
  assert.equal(training.length, 1000);
  assert.deepEqual([training[0]!.step, training.at(-1)!.step], [1, 3500]);
  const gaps = training.slice(1).map(({ step: n }, i) => n - training[i]!.step);
  assert.ok(gaps.every((gap) => gap === 3 || gap === 4));
  assert.deepEqual(training[0], {
    step: 1,
    losses: { dice: 1 },
    learningRate: 1e-3,
    gradientNorm: 0,
    seconds: 0,
  });
  assert.deepEqual(support, [{ category: "metal_nut", path: "/data/metal_nut/train/good/000.png" }]);
});
