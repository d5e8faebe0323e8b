import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createRun, createRunAt } from "./createRun.ts";
import { listRuns } from "./listRuns.ts";
import { openRun } from "./openRun.ts";
import { RUN_FORMAT } from "./runRecord.ts";
import { childJob, newRun, startChild } from "./testing.ts";

const job = childJob();
if (job) await trainForever(job.directory!);
else runTests();

/** Bytes that tell their step and whether they are whole: 1 MiB and a bit of one value. */
function stateOf(step: number): Uint8Array {
  const bytes = new Uint8Array(2 ** 20 + step).fill(step & 255);
  new DataView(bytes.buffer).setUint32(0, step);
  return bytes;
}

async function trainForever(directory: string): Promise<never> {
  const found = await fs.readdir(directory).catch(() => [] as string[]);
  const run = found.includes("run.json")
    ? await openRun(directory, { lock: true })
    : await createRunAt(directory, newRun());
  const state = await run.readState();
  let step = state ? new DataView(state.buffer, state.byteOffset).getUint32(0) : 0;
  await run.truncateEvents(step);
  for (;;) {
    step++;
    await run.appendEvent({ step, text: "x".repeat(5000) });
    await run.writeState(stateOf(step));
    await run.update({ step });
    console.log(`step ${step}.`);
  }
}

function runTests() {
  async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople runs 'ü\" "));
    try {
      await work(folder);
    } finally {
      await fs.rm(folder, { recursive: true, force: true });
    }
  }

  test("a new run has its name, its record and its lock; the next in the same second has -2", () =>
    inFolder(async (folder) => {
      const parent = path.join(folder, "workspace", ".anople", "runs");
      const runs = [];
      for (let i = 0; i < 3; i++) runs.push(await createRun(parent, "metal nut", newRun()));
      for (const run of runs) {
        assert.match(path.basename(run.path), /^\d{8}-\d{6}-metal-nut(-[23])?$/);
        const { format, id, createdAt, ...rest } = run.record;
        assert.deepEqual(rest, newRun());
        assert.equal(format, RUN_FORMAT);
        assert.equal(id, path.basename(run.path));
        assert.ok(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000);
        assert.deepEqual((await openRun(run.path)).record, run.record);
        assert.deepEqual(await fs.readdir(run.path), ["run.json", "run.lock"]);
        await run.close();
        await run.close();
        assert.deepEqual(await fs.readdir(run.path), ["run.json"]);
      }
      assert.equal(new Set(runs.map((run) => run.path)).size, 3);
    }));

  test("what is written is read back; what isn't there is null", () =>
    inFolder(async (folder) => {
      const run = await createRun(folder, "io", newRun());
      assert.deepEqual(
        [await run.readState(), await run.readMemory(), await run.readMetrics(), await run.readScores()],
        [null, null, null, null],
      );
      assert.deepEqual(await run.readEvents(), []);
      await run.writeState(Uint8Array.of(1, 2, 3));
      await run.writeMemory(Uint8Array.of(4));
      await run.writeMetrics({ auroc: 0.9, reasons: [null, "é"] });
      await run.writeScores(["path", "score"], [['a, "b".png', 0.1]]);
      await run.appendEvent({ step: 1 });
      await run.appendEvent({ step: 2 });
      await run.truncateEvents(1);
      const reader = await openRun(run.path);
      assert.deepEqual(new Uint8Array((await reader.readState())!), Uint8Array.of(1, 2, 3));
      assert.deepEqual(new Uint8Array((await reader.readMemory())!), Uint8Array.of(4));
      assert.deepEqual(await reader.readMetrics(), { auroc: 0.9, reasons: [null, "é"] });
      assert.deepEqual(await reader.readScores(), { header: ["path", "score"], rows: [['a, "b".png', "0.1"]] });
      assert.deepEqual(await reader.readEvents(), [{ step: 1 }]);
      assert.deepEqual((await fs.readdir(run.path)).sort(), [
        "events.ndjson",
        "memory.safetensors",
        "metrics.json",
        "run.json",
        "run.lock",
        "scores.csv",
        "state.safetensors",
      ]);
      await fs.writeFile(path.join(run.path, "metrics.json"), "{");
      await assert.rejects(reader.readMetrics(), { code: "run", message: /metrics\.json is not valid JSON/ });
    }));

  test("update changes fields, keeps other writers' changes, removes what is undefined and refuses nonsense", () =>
    inFolder(async (folder) => {
      const trainer = await createRun(folder, "u", newRun());
      const evaluator = await openRun(trainer.path);
      const thresholds = { metal_nut: { rule: "max", value: 1.5, normals: 3, meaning: "highest normal score" } };
      await Promise.all([
        trainer.update({ step: 5 }),
        trainer.update({ status: "finished", finishedAt: "2024-01-01T00:00:00.000Z" }),
      ]);
      await evaluator.update({ thresholds });
      await trainer.update({ step: 6, finishedAt: undefined });
      const expected = { ...trainer.record, step: 6, status: "finished", thresholds };
      assert.deepEqual((await openRun(trainer.path)).record, expected);
      assert.deepEqual(trainer.record, expected);
      assert.equal("finishedAt" in trainer.record, false);
      await assert.rejects(trainer.update({ step: -1 }), { code: "run", message: /field "step"/ });
      const infinite = { a: { ...thresholds.metal_nut, value: Number.POSITIVE_INFINITY } };
      await assert.rejects(trainer.update({ thresholds: infinite }), {
        code: "run",
        message: /field "thresholds\.a\.value"/,
      });
      await trainer.update({ step: 7 });
      assert.deepEqual((await openRun(trainer.path)).record, { ...expected, step: 7 });
    }));

  test("a run with a wrong record is not made and leaves nothing behind", () =>
    inFolder(async (folder) => {
      const wrong = { ...newRun(), seed: 0.5 };
      await assert.rejects(createRun(path.join(folder, "runs"), "x", wrong), { code: "run", message: /field "seed"/ });
      assert.deepEqual(await fs.readdir(path.join(folder, "runs")), []);
      await assert.rejects(createRunAt(path.join(folder, "named"), wrong), { code: "run" });
      assert.deepEqual(await fs.readdir(path.join(folder, "named")), []);
    }));

  test("a named directory: made, refused if it holds other files, emptied of an earlier run's results", () =>
    inFolder(async (folder) => {
      const directory = path.join(folder, "out", "my run");
      const first = await createRunAt(directory, newRun());
      assert.equal(first.record.id, "my run");
      await assert.rejects(createRunAt(directory, newRun()), { code: "run", message: /is training into/ });
      await first.writeState(Uint8Array.of(1));
      await first.appendEvent({ step: 1 });
      await fs.mkdir(path.dirname(first.mapFile("c", "test/good/0.png")), { recursive: true });
      await fs.writeFile(path.join(directory, "notes.txt"), "mine");
      await first.close();
      const second = await createRunAt(directory, { ...newRun(), seed: 7 });
      assert.equal(second.record.seed, 7);
      assert.deepEqual((await fs.readdir(directory)).sort(), ["notes.txt", "run.json", "run.lock"]);
      await second.close();

      const foreign = path.join(folder, "foreign");
      await fs.mkdir(path.join(foreign, "maps"), { recursive: true });
      await assert.rejects(createRunAt(foreign, newRun()), {
        code: "run",
        message: `${foreign} is not empty and not a run.`,
      });
      await fs.writeFile(path.join(foreign, "run.json"), '{"scripts": {}}');
      await assert.rejects(createRunAt(foreign, newRun()), {
        code: "run",
        message: /run\.json: field "format" is wrong/,
      });
      assert.deepEqual((await fs.readdir(foreign)).sort(), ["maps", "run.json"]);
      const file = path.join(foreign, "run.json");
      await assert.rejects(createRunAt(file, newRun()), {
        code: "run",
        message: `${file} is a file, not a directory.`,
      });
    }));

  test("a run is opened by its directory and by what is in it", () =>
    inFolder(async (folder) => {
      const made = await createRun(folder, "open", newRun());
      const map = made.mapFile("mvtec/bottle", "test/cut/0.png");
      await fs.mkdir(path.dirname(map), { recursive: true });
      await fs.writeFile(map, "");
      for (const location of [made.path, path.join(made.path, "run.json"), path.dirname(map), map]) {
        assert.equal((await openRun(location)).path, made.path);
      }
      await assert.rejects(openRun(made.path, { lock: true }), { code: "run", message: /is training into/ });
      await made.close();
      const trainer = await openRun(map, { lock: true });
      await assert.rejects(openRun(made.path, { lock: true }), { code: "run" });
      await trainer.close();
      await assert.rejects(openRun(folder), { code: "run", message: /is no run: there is no run\.json/ });
      await assert.rejects(openRun(path.join(folder, "gone")), { code: "run", message: /There is no run/ });
    }));

  test("broken and newer runs are refused, and a refused run isn't left locked", () =>
    inFolder(async (folder) => {
      const run = await createRun(folder, "old", newRun());
      await run.close();
      const file = path.join(run.path, "run.json");
      const text = await fs.readFile(file, "utf8");
      for (const [content, message] of [
        [text.slice(0, 100), /run\.json is not valid JSON/],
        [text.replace('"format": 1', '"format": 2'), /made by a newer version/],
        [" ".repeat(17 * 2 ** 20), /too many for a run/],
      ] as const) {
        await fs.writeFile(file, content);
        await assert.rejects(openRun(run.path, { lock: true }), { code: "run", message });
        assert.deepEqual(await fs.readdir(run.path), ["run.json"]);
      }
    }));

  test("files of other names stay inside the run", () =>
    inFolder(async (folder) => {
      const run = await createRun(folder, "f", newRun());
      assert.equal(run.file("model.onnx"), path.join(run.path, "model.onnx"));
      assert.equal(run.file("..odd"), path.join(run.path, "..odd"));
      for (const name of ["", ".", "..", "../x", "a/../../x", path.resolve("/etc/passwd")]) {
        assert.throws(() => run.file(name), { code: "usage" });
      }
    }));

  test("the list has the newest first, broken ones last with their reason, and nothing that is no run", () =>
    inFolder(async (folder) => {
      assert.deepEqual(await listRuns(path.join(folder, "none")), []);
      const older = await createRunAt(path.join(folder, "z"), newRun());
      await older.close();
      const [date, later] = ["2020-01-01T00:00:00.000Z", "2021-01-01T00:00:00.000Z"];
      const newer = await createRunAt(path.join(folder, "a"), newRun());
      for (const [run, createdAt] of [
        [older, date],
        [newer, later],
      ] as const) {
        await fs.writeFile(path.join(run.path, "run.json"), JSON.stringify({ ...run.record, createdAt }));
      }
      await fs.mkdir(path.join(folder, "broken"));
      await fs.writeFile(path.join(folder, "broken", "run.json"), "{");
      await fs.mkdir(path.join(folder, "empty"));
      await fs.writeFile(path.join(folder, "file.txt"), "");
      const runs = await listRuns(folder);
      assert.deepEqual(
        runs.map((run) => [path.basename(run.path), run.live, run.record?.createdAt, run.error?.code]),
        [
          ["a", true, later, undefined],
          ["z", false, date, undefined],
          ["broken", false, undefined, "run"],
        ],
      );
      await newer.close();
      assert.equal((await listRuns(folder))[0]!.live, false);
    }));

  test("a training that is killed again and again leaves a whole state and goes on from it", () =>
    inFolder(async (folder) => {
      const directory = path.join(folder, "killed");
      let reached = 0;
      for (let round = 1; round <= 4; round++) {
        const child = startChild(fileURLToPath(import.meta.url), { directory });
        try {
          await child.says(`step ${reached + round + 1}.`);
        } finally {
          await child.kill();
        }
        const run = await openRun(directory);
        const state = (await run.readState())!;
        const step = new DataView(state.buffer, state.byteOffset).getUint32(0);
        assert.deepEqual(new Uint8Array(state), stateOf(step));
        assert.ok(step >= reached + round + 1);
        assert.ok(run.record.step === step || run.record.step === step - 1);
        const steps = (await run.readEvents()).map((event) => event.step as number);
        assert.deepEqual(
          steps.slice(0, step),
          Array.from({ length: step }, (_, i) => i + 1),
        );
        reached = step;
      }
      const run = await openRun(directory, { lock: true });
      assert.deepEqual(
        (await fs.readdir(directory)).filter((name) => name.endsWith(".tmp")),
        [],
      );
      await run.close();
    }));
}
