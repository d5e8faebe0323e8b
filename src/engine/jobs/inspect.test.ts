import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { createRun } from "../runs/createRun.ts";
import { newRun } from "../runs/testing.ts";
import { inspectJob } from "./inspect.ts";

const { signal } = new AbortController();
let folder: string;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople inspect 'é\" "));
});
after(() => fs.rm(folder, { recursive: true, force: true }));

test("the sample data set", async () => {
  const found = await inspectJob("media/samples/hazelnut", signal);
  assert.equal(found.kind, "dataset");
  if (found.kind !== "dataset") return;
  const [category] = found.index.categories;
  const count = (label: number, split: string) =>
    category!.items.filter((i) => i.label === label && i.split === split).length;
  assert.deepEqual([category!.name, count(0, "train"), count(0, "test"), count(1, "test")], ["hazelnut", 28, 6, 17]);
});

test("the bundled model, by its folder or a file in it", async () => {
  for (const location of ["", "model.safetensors", "config.json"]) {
    const found = await inspectJob(path.join("media/models/anople-mini", location), signal);
    assert.equal(found.kind, "model");
    if (found.kind !== "model") continue;
    assert.equal(found.directory, path.resolve("media/models/anople-mini"));
    assert.deepEqual([found.config.vision.layers, found.config.text?.layers], [10, 10]);
    // The file has 2 bytes a parameter (float16), and a header.
    const { size } = await fs.stat("media/models/anople-mini/model.safetensors");
    assert.ok(Math.abs(size / 2 - found.parameters) < 0.01 * found.parameters, `${found.parameters}`);
  }
});

test("a run, before and after its evaluation, though it holds safetensors too", async () => {
  const run = await createRun(path.join(folder, "runs"), "nut", newRun());
  await run.writeState(new Uint8Array(8));
  const fresh = await inspectJob(run.path, signal);
  assert.deepEqual(fresh, { kind: "run", path: run.path, record: run.record, metrics: null });
  await run.writeMetrics({ mean: 1 });
  const measured = await inspectJob(path.join(run.path, "state.safetensors"), signal);
  assert.deepEqual(measured, { ...fresh, metrics: { mean: 1 } });
  await run.close();
  await assert.rejects(
    inspectJob(path.join(folder, "runs"), signal),
    (error: Error & { code?: string; hint?: string }) => {
      assert.equal(error.code, "usage");
      assert.match(error.message, /is a folder of runs/);
      assert.ok(error.hint!.includes(run.path));
      return true;
    },
  );
});

test("what is none of them is said with the file", async () => {
  const empty = path.join(folder, "empty");
  await fs.mkdir(empty);
  await assert.rejects(inspectJob(empty, signal), { code: "data" });
  await assert.rejects(inspectJob(path.join(folder, "none"), signal), {
    code: "io",
    message: /none: it doesn't exist/,
  });
  await assert.rejects(inspectJob("media/samples/hazelnut/train/good/00.jpg", signal), { code: "usage" });
  await fs.writeFile(path.join(empty, "config.json"), "{}");
  await assert.rejects(inspectJob(empty, signal), { code: "model", message: /has no model\.safetensors/ });
  await fs.writeFile(path.join(empty, "run.json"), '{"format": 99}');
  await assert.rejects(inspectJob(empty, signal), { code: "run", message: /newer version/ });
});

test("a cancelled inspection stops", async () => {
  await assert.rejects(inspectJob("media/samples/hazelnut", AbortSignal.abort()), { code: "cancelled" });
});
