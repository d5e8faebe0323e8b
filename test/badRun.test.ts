import assert from "node:assert/strict";
import { cp, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { encodeSafetensors } from "../src/engine/base/safetensors.ts";
import { folderSnapshot } from "./support/folderSnapshot.ts";
import { runCli } from "./support/runCli.ts";
import { noisePng, writeTinyDataset } from "./support/tinyDataset.ts";
import { tinyWeights, writeTinyModel } from "./support/tinyModelDirectory.ts";
import { checkFailure, FEW_STEPS, fail, openWorkshop, succeed, trainRun, type Workshop } from "./support/workshop.ts";

let workshop: Workshop;
let run: string;
let image: string;

before(async () => {
  workshop = await openWorkshop();
  run = workshop.at("run");
  image = path.join(workshop.data, "test", "good", "000.png");
  await trainRun(workshop, run);
  await succeed(["eval", run, workshop.data]);
  await succeed(["export", run]);
});

after(() => workshop.close());

const trainInto = (out: string, model = workshop.model) => {
  return ["train", workshop.data, "--model", model, "--out", out, "--set", ...FEW_STEPS];
};

/** A copy of the finished run with changes to its record. */
async function copyOfRun(name: string, changes: Record<string, unknown> = {}): Promise<string> {
  const copy = workshop.at(name);
  await rm(copy, { recursive: true, force: true });
  await cp(run, copy, { recursive: true });
  const file = path.join(copy, "run.json");
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), ...changes }));
  return copy;
}

test("what is no run", async () => {
  const nowhere = workshop.at("nowhere");
  for (const args of [
    ["score", nowhere, image],
    ["eval", nowhere, workshop.data],
    ["export", nowhere],
    ["train", "--resume", nowhere],
  ])
    await fail(workshop, "run", [nowhere], args);
  await fail(workshop, "io", [nowhere], ["inspect", nowhere]);
  await fail(workshop, "run", [workshop.data, "run.json"], ["score", workshop.data, image]);
});

test("a run of a newer version is left alone", async () => {
  const newer = await copyOfRun("newer", { format: 2, status: "stopped", somethingNew: true });
  for (const args of [
    ["score", newer, image],
    ["eval", newer, workshop.data],
    ["export", newer],
    ["inspect", newer],
    ["train", "--resume", newer],
    trainInto(newer),
  ])
    await fail(workshop, "run", [path.join(newer, "run.json"), "newer version", "format 2"], args);
});

test("a run.json that is damaged", async () => {
  const damaged = await copyOfRun("damaged", { steps: "many" });
  const file = path.join(damaged, "run.json");
  await fail(workshop, "run", [file, '"steps"'], ["score", damaged, image]);
  await fail(workshop, "run", [file, '"steps"'], trainInto(damaged));
  await truncate(file, 300);
  await fail(workshop, "run", [file, "JSON"], ["score", damaged, image]);
  await fail(workshop, "run", [file, "JSON"], ["inspect", damaged]);
  const setting = await copyOfRun("damaged", { config: { temperature: 0 } });
  await fail(workshop, "usage", [file, '"temperature"'], ["score", setting, image]);
});

test("tensor files that are damaged or of another run", async () => {
  const copy = await copyOfRun("damaged");
  const [state, memory] = [path.join(copy, "state.safetensors"), path.join(copy, "memory.safetensors")];
  const score = ["score", copy, image];
  await truncate(memory, 5000);
  await fail(workshop, "run", [memory], score);
  await writeFile(memory, encodeSafetensors({ "bank:0:0": { shape: [1], data: new Float32Array(1) } }));
  await fail(workshop, "run", [memory, '"bank:0:0"', "[1]"], score);
  await rm(memory);
  await fail(workshop, "run", [copy, "not trained to the end"], score);
  await truncate(state, 100);
  await markStopped(copy);
  await fail(workshop, "run", [state], ["train", "--resume", copy]);
  const wider = await copyOfRun("damaged", { config: { ...(await configOf(run)), decoderWidth: 32 } });
  await fail(workshop, "run", [path.join(wider, "state.safetensors"), "decoder"], score);
});

test("a support image that was changed or removed since", async () => {
  const data = workshop.at("changing", "tile");
  await writeTinyDataset(data, { train: 1, good: 1, spot: 0 });
  const support = path.join(data, "train", "good", "000.png");
  const out = workshop.at("changing", "run");
  await succeed(["train", data, "--model", workshop.model, "--out", out, "--set", ...FEW_STEPS]);
  await markStopped(out);
  await writeFile(support, noisePng(40, 40));
  await fail(workshop, "run", [support, "has changed"], ["train", "--resume", out]);
  await rm(support);
  await fail(workshop, "io", [support], ["train", "--resume", out]);
});

test("a model that was changed, moved or damaged since", async () => {
  const model = await writeTinyModel(workshop.at("changing-model"));
  const out = workshop.at("model-run");
  await succeed(trainInto(out, model));
  const weights = path.join(model, "model.safetensors");
  await writeFile(weights, encodeSafetensors(tinyWeights("clip", 2)));
  for (const args of [
    ["score", out, image],
    ["eval", out, workshop.data],
    ["export", out],
  ])
    await fail(workshop, "model", [model, "not those that the run was trained with"], args);
  await truncate(weights, 1000);
  await fail(workshop, "model", [weights], ["score", out, image]);
  await rename(model, workshop.at("moved-model"));
  await fail(workshop, "model", [model], ["score", out, image]);
});

test("a directory that can't become a run", async () => {
  const folder = workshop.at("work");
  await mkdir(folder);
  await writeFile(path.join(folder, "thesis.txt"), "years of work");
  await fail(workshop, "run", [folder, "not empty and not a run"], trainInto(folder));
  await fail(
    workshop,
    "run",
    [path.join(folder, "thesis.txt"), "is a file"],
    trainInto(path.join(folder, "thesis.txt")),
  );
  await fail(workshop, "io", [path.join(folder, "thesis.txt")], trainInto(path.join(folder, "thesis.txt", "run")));
});

test("a loss that is no number ends the training and leaves no results", async () => {
  const weights = tinyWeights();
  weights["visual_projection.weight"]!.data[5] = Number.NaN;
  const model = await writeTinyModel(workshop.at("nan"));
  await writeFile(path.join(model, "model.safetensors"), encodeSafetensors(weights));
  const out = workshop.at("nan-run");
  checkFailure(await runCli([...trainInto(out, model), "--json"]), "run", ["loss of step 1", "not a number"]);
  assert.deepEqual(await readdir(out), ["run.json"]);
  await fail(workshop, "run", [out, "0 of 12 steps"], ["score", out, image]);
});

test("a disk that gets full at any moment of a training", async () => {
  // What the training writes, in turn: lock, record, events, state and record at step 10, …, memory, record.
  const bytesOf = async (name: string) => (await readFile(path.join(run, name))).length;
  const record = await bytesOf("run.json");
  const state = await bytesOf("state.safetensors");
  const begun = 200 + record;
  const moments = {
    "run.lock": 0,
    "run.json": record / 2,
    "events.ndjson": begun + 500,
    "state.safetensors": begun + (await bytesOf("events.ndjson")) + state / 2,
    "memory.safetensors":
      begun + (await bytesOf("events.ndjson")) + 2 * (state + record) + (await bytesOf("memory.safetensors")) / 2,
  };
  for (const [file, bytes] of Object.entries(moments)) {
    const out = workshop.at("full", file);
    const files = await folderSnapshot(run);
    const failed = await runCli([...trainInto(out), "--json"], fullDisk(bytes));
    checkFailure(failed, "io", [path.join(out, file), "the disk is full"]);
    assert.deepEqual(await folderSnapshot(run), files);
    const left = await readdir(out);
    assert.ok(
      left.every((name) => /^(run\.json|events\.ndjson|(state|memory)\.safetensors)$/.test(name)),
      `left behind: ${left}`,
    );
    if (left.includes("run.json")) await succeed(["train", "--resume", out]);
    else await succeed(trainInto(out));
    for (const name of ["state.safetensors", "memory.safetensors"])
      assert.ok(
        (await readFile(path.join(out, name))).equals(await readFile(path.join(run, name))),
        `${name} after ${file}`,
      );
  }
});

test("a disk that is full keeps the results of earlier commands", async () => {
  const csv = workshop.at("scores.csv");
  await writeFile(csv, "earlier");
  const maps = workshop.at("maps");
  for (const [file, bytes, args] of [
    [path.join(run, "patch_maps.safetensors"), 100, ["eval", run, workshop.data]],
    [path.join(run, "scores.csv"), 1000, ["eval", run, workshop.data]],
    [path.join(run, "metrics.json"), 2500, ["eval", run, workshop.data]],
    [path.join(run, "model.onnx"), 10_000, ["export", run]],
    [csv, 50, ["score", run, workshop.data, "--csv", csv]],
    [path.join(maps, "good", "000.tiff"), 500, ["score", run, image, "--maps", maps]],
  ] as const) {
    // These folders are made before anything is written.
    await mkdir(path.join(maps, "good"), { recursive: true });
    if (path.basename(file) === "metrics.json") await succeed(["eval", run, workshop.data]);
    await fail(workshop, "io", [file, "the disk is full"], args, fullDisk(bytes));
  }
  const report = path.join(maps, "report.html");
  const failed = await runCli(["eval", run, workshop.data, "--report", report, "--json"], fullDisk(9000));
  checkFailure(failed, "io", [report, "the disk is full"]);
  assert.deepEqual(await readdir(maps), ["good"], "the evaluation is kept, and nothing is left of the report");
});

/** A process for which only so many more bytes fit into the workshop. */
function fullDisk(bytes: number) {
  const preload = path.resolve("test/support/fullDisk.mjs");
  const env = { FULL_DISK_FOLDER: workshop.folder, FULL_DISK_BYTES: String(Math.round(bytes)) };
  return { nodeFlags: ["--import", preload], env };
}

async function configOf(directory: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(path.join(directory, "run.json"), "utf8")).config;
}

/** Makes a run look as if it had been stopped. */
async function markStopped(directory: string): Promise<void> {
  const file = path.join(directory, "run.json");
  const { thresholds: _, finishedAt: __, ...record } = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify({ ...record, status: "stopped" }));
}
