/** The extension's side of the engine process, against a process that behaves as asked. */

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import type * as EngineProcessModule from "../src/extension/engine/engineProcess.ts";
import { bundleHost, bundleProgram } from "./support/bundleHost.ts";

let folder: string;
let script: string;
let EngineProcess: typeof EngineProcessModule.EngineProcess;
let engine: EngineProcessModule.EngineProcess;
let idleMs: number;

/** A token as VS Code gives it, cancelled by calling `cancel`. */
function cancellation() {
  const listeners: (() => void)[] = [];
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => {
      listeners.push(listener);
      return { dispose: () => {} };
    },
  };
  const cancel = () => {
    for (const listener of listeners) listener();
  };
  return { token: token as never, cancel };
}

const log = { debug() {}, info() {}, warn() {}, error() {} } as never;
const pid = async () => Number((await engine.call("diagnostics", {})).pid);

function isAlive(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch {
    return false;
  }
}

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "anople-"));
  script = path.join(folder, "fakeEngine.mjs");
  await bundleProgram("test/support/fakeEngine.ts", script);
  const { module } = await bundleHost<typeof EngineProcessModule>("src/extension/engine/engineProcess.ts");
  ({ EngineProcess } = module);
});
after(() => rm(folder, { recursive: true, force: true }));

beforeEach(() => {
  idleMs = 60_000;
  engine = new EngineProcess({ script, log, arguments: () => ["--restricted"], idleMs: () => idleMs });
});
afterEach(() => engine.dispose());

test("the process starts with the first call and serves the next ones too", async () => {
  assert.equal(engine.pid, undefined);
  const first = await engine.call("diagnostics", {});
  assert.equal(first.arguments, "--restricted");
  assert.equal(await pid(), Number(first.pid));
  assert.equal(engine.pid, Number(first.pid));
});

test("progress arrives in order and before the result", async () => {
  const seen: unknown[] = [];
  const params = { folder: "/data", shots: 1, seed: 0, preset: "fast", settings: {} } as const;
  const onProgress = (event: { type: string; done?: number }) => seen.push(event.done);
  const result = await engine.call("train", params, { onProgress });
  assert.deepEqual([result, seen], [{ run: "/run" }, [1, 2, 3]]);
});

test("cancelling reaches the engine, whose answer is the error", async () => {
  const { token, cancel } = cancellation();
  const call = engine.call("listImages", { root: "/wait" }, { token });
  await pid();
  cancel();
  await assert.rejects(call, { code: "cancelled", hint: "All is kept." });
});

test("a crash fails all that was under way with one error, and the next call starts a new process", async () => {
  const before = await pid();
  const calls = ["/wait", "/crash"].map((root) => engine.call("listImages", { root }).catch((error) => error));
  const [one, other] = await Promise.all(calls);
  assert.equal(one, other);
  assert.equal(one.code, "crashed");
  assert.match(one.message, /ended unexpectedly \(SIGKILL\)/);
  assert.notEqual(await pid(), before);
});

test("a process that has nothing to do ends, but not while something is under way", async () => {
  idleMs = 50;
  const { token, cancel } = cancellation();
  const call = engine.call("listImages", { root: "/wait" }, { token });
  const first = await pid();
  await setTimeout(200);
  assert.equal(engine.pid, first);
  cancel();
  await assert.rejects(call, { code: "cancelled" });
  while (isAlive(first)) await setTimeout(10);
  assert.equal(engine.pid, undefined);
  assert.notEqual(await pid(), first);
});

test("a process that does not stop when asked is killed", async () => {
  const { token, cancel } = cancellation();
  const first = await pid();
  const call = engine.call("listImages", { root: "/deaf" }, { token });
  cancel();
  await assert.rejects(call, { code: "crashed" });
  assert.ok(!isAlive(first));
});

test("an end on purpose is no crash", async () => {
  const call = engine.call("listImages", { root: "/wait" });
  const first = await pid();
  engine.stop();
  await assert.rejects(call, { code: "cancelled" });
  while (isAlive(first)) await setTimeout(10);
});

test("a program that is not there is a crash too", async () => {
  engine.dispose();
  engine = new EngineProcess({ script: path.join(folder, "none.mjs"), log, arguments: () => [], idleMs: () => idleMs });
  await assert.rejects(pid(), { code: "crashed" });
});
