import assert from "node:assert/strict";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { folderSnapshot } from "./support/folderSnapshot.ts";
import { type RunningCli, runCli, startCli } from "./support/runCli.ts";
import { checkFailure, openWorkshop, succeed, type Workshop } from "./support/workshop.ts";

/** Enough work that a signal meets a training which is still busy; states are saved after steps 10 and 20 and at the end. */
const SETTINGS = ["steps=24", "memoryRotations=16", "viewSize=48"];
const SHOTS = "2";

let workshop: Workshop;
let reference: string;

const trainInto = (out: string) => {
  const flags = ["--model", workshop.model, "--shots", SHOTS, "--out", out, "--json", "--set", ...SETTINGS];
  return ["train", workshop.data, ...flags];
};
const recordOf = async (run: string) => JSON.parse(await readFile(path.join(run, "run.json"), "utf8"));
const scoresOf = async (run: string) => (await succeed(["score", run, path.join(workshop.data, "test")])).results;
const afterStep = (step: number) => new RegExp(`"step":${step},"losses"`);
const WHILE_REMEMBERING = /"stage":"Remembering/;

before(async () => {
  workshop = await openWorkshop();
  reference = workshop.at("reference");
  const { code, stderr } = await runCli(trainInto(reference));
  assert.equal(code, 0, stderr);
});

after(() => workshop.close());

/** Ends the training at the moment when it prints a line that matches. */
async function interrupt(running: RunningCli, moment: RegExp, signal: NodeJS.Signals): Promise<void> {
  await running.line(moment);
  running.child.kill(signal);
}

/** What an uninterrupted training leaves, whatever happened before. */
async function checkSameAsReference(run: string): Promise<void> {
  for (const file of ["state.safetensors", "memory.safetensors"]) {
    const [ours, expected] = await Promise.all([run, reference].map((at) => readFile(path.join(at, file))));
    assert.ok(ours!.equals(expected!), `${file} differs`);
  }
  const steps = (await readFile(path.join(run, "events.ndjson"), "utf8")).trimEnd().split("\n");
  assert.deepEqual(
    steps.map((line) => JSON.parse(line).step),
    Array.from({ length: 24 }, (_, i) => i + 1),
    "each step is logged once",
  );
  assert.deepEqual((await readdir(run)).sort(), (await readdir(reference)).sort(), "files left behind");
  const { thresholds, status } = await recordOf(run);
  assert.deepEqual({ thresholds, status }, { thresholds: (await recordOf(reference)).thresholds, status: "finished" });
}

for (const [name, moment] of [
  ["before the first state is saved", afterStep(2)],
  ["while the first state is saved", afterStep(9)],
  ["while the memory is built", WHILE_REMEMBERING],
] as const) {
  test(`killed ${name}, a training goes on as if nothing had happened`, async (t) => {
    const run = workshop.at(name.replaceAll(" ", "-"));
    const running = startCli(trainInto(run));
    await interrupt(running, moment, "SIGKILL");
    assert.equal((await running.done).code, null, "killed");
    const { status, step } = await recordOf(run);
    assert.equal(status, "running", "killed before it was finished");
    t.diagnostic(`state of step ${step}`);

    // What the process would have left, had it been killed while it wrote.
    await writeFile(path.join(run, `.anople-${running.child.pid}-0123456789ab.tmp`), "half");
    const { result, code, stderr } = await runCli(["train", "--resume", run, "--json"]);
    assert.equal(code, 0, stderr);
    assert.equal(result.run, run);
    await checkSameAsReference(run);
  });
}

test("killed again and again", async () => {
  const run = workshop.at("again-and-again");
  let args = trainInto(run);
  for (const step of [3, 13, 22]) {
    const running = startCli(args);
    await interrupt(running, afterStep(step), "SIGKILL");
    await running.done;
    args = ["train", "--resume", run, "--json"];
  }
  checkFailure(await runCli(["score", run, workshop.data, "--json"]), "run", [run, "of 24 steps"]);
  await succeed(["train", "--resume", run]);
  await checkSameAsReference(run);
  assert.deepEqual(await scoresOf(run), await scoresOf(reference));
});

for (const [signal, when, moment] of [
  ["SIGINT", "between two steps", afterStep(5)],
  ["SIGINT", "while the memory is built", WHILE_REMEMBERING],
  ["SIGTERM", "between two steps", afterStep(12)],
] as const) {
  test(`${signal} ${when} stops and keeps the run`, async () => {
    const run = workshop.at(`it's ${signal} ${when}`);
    const running = startCli(trainInto(run));
    await interrupt(running, moment, signal);
    const asked = performance.now();
    const stopped = await running.done;
    assert.ok(performance.now() - asked < 5000, "stops within a second, on a busy machine within five");
    checkFailure(stopped, "cancelled", ["Stopped."]);
    assert.equal((await recordOf(run)).status, "stopped");
    assert.ok(!(await readdir(run)).includes("run.lock"));

    const command = /anople (train --resume .*)$/m.exec(stopped.result.hint)![1]!;
    const { spawnSync } = await import("node:child_process");
    const line = `"$0" "$1" ${command} --json`;
    const resumed = spawnSync("sh", ["-c", line, process.execPath, path.resolve("dist/cli.js")], { encoding: "utf8" });
    assert.equal(resumed.status, 0, resumed.stderr);
    await checkSameAsReference(run);
  });
}

test("a second training into a run that is being trained is refused and does no harm", async (t) => {
  if (process.platform === "win32") return t.skip("a process can't be halted");
  const run = workshop.at("shared");
  const first = startCli(trainInto(run));
  await first.line(afterStep(12));
  first.child.kill("SIGSTOP");
  try {
    const files = await folderSnapshot(workshop.folder);
    const busy = [`Process ${first.child.pid}`, run];
    checkFailure(await runCli(trainInto(run)), "run", busy);
    checkFailure(await runCli(["train", "--resume", run, "--json"]), "run", busy);
    assert.deepEqual(await folderSnapshot(workshop.folder), files);
  } finally {
    first.child.kill("SIGCONT");
  }
  const { code, stderr } = await first.done;
  assert.equal(code, 0, stderr);
  await checkSameAsReference(run);
});

test("a finished run can't be resumed, and resuming takes no other settings", async () => {
  const copy = workshop.at("finished");
  await cp(reference, copy, { recursive: true });
  const files = await folderSnapshot(copy);
  const resume = ["train", "--resume", copy, "--json"];
  checkFailure(await runCli(resume), "run", [copy, "finished already"]);
  checkFailure(await runCli([...resume, "--shots", "2"]), "usage", ["--shots", "--resume"]);
  assert.deepEqual(await folderSnapshot(copy), files);
});
