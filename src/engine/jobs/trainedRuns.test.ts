import assert from "node:assert/strict";
import { cp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openWorkshop, type Workshop } from "../../../test/support/workshop.ts";
import { decodeImage } from "../imaging/decode.ts";
import type { RgbImage } from "../imaging/image.ts";
import { trainJob } from "./train.ts";
import type { TrainedRun } from "./trainedRun.ts";
import { keepLastOpen, openEachTime } from "./trainedRuns.ts";

let workshop: Workshop;
let image: RgbImage;
let runs: [string, string];

before(async () => {
  workshop = await openWorkshop();
  image = await decodeImage(path.join(workshop.data, "test/spot/000.png"));
  const { run } = await trainJob(
    {
      folder: workshop.data,
      shots: 1,
      seed: 0,
      preset: "fast",
      settings: { steps: 1, memoryRotations: 1 },
      settingsOrigin: "the test",
      model: workshop.model,
      command: "",
    },
    { signal: new AbortController().signal, report: () => undefined },
  );
  runs = [run, workshop.at("other")];
  await cp(run, runs[1], { recursive: true });
});

after(() => workshop.close());

const same = async (trained: TrainedRun) => trained;
const works = async (trained: TrainedRun) => Number.isFinite((await trained.score(image, 0)).score);
const isClosed = async (trained: TrainedRun) => {
  try {
    await trained.score(image, 0);
    return false;
  } catch {
    return true;
  }
};

test("a run stays open for the next use, also by a file in it, and overlapping uses share it", async () => {
  const kept = keepLastOpen("any");
  const first = await kept.use(runs[0], same);
  assert.equal(await kept.use(path.join(runs[0], "run.json"), same), first);
  const both = await Promise.all([kept.use(runs[0], same), kept.use(runs[0], same)]);
  assert.deepEqual([both[0] === first, both[1] === first], [true, true]);
  assert.ok(await kept.use(runs[0], works));
});

test("another run takes its place, but not while it is in use", async () => {
  const kept = keepLastOpen("any");
  const first = await kept.use(runs[0], async (trained) => {
    const other = await kept.use(runs[1], same);
    assert.notEqual(other, trained);
    assert.ok(await works(trained), "still open");
    return trained;
  });
  await sleep(1);
  assert.ok(await isClosed(first));
  assert.ok(await kept.use(runs[1], works));
  const again = await kept.use(runs[0], same);
  assert.notEqual(again, first);
});

test("a run that was trained anew is opened anew", async () => {
  const kept = keepLastOpen("any");
  const first = await kept.use(runs[1], same);
  await utimes(path.join(runs[1], "state.safetensors"), new Date(), new Date(Date.now() + 5000));
  const second = await kept.use(runs[1], same);
  assert.notEqual(second, first);
  await sleep(1);
  assert.ok(await isClosed(first));
});

test("what nobody uses for a while is closed", async () => {
  const kept = keepLastOpen("any", 20);
  const first = await kept.use(runs[0], async (trained) => {
    await sleep(60);
    assert.ok(await works(trained), "not while it is used");
    return trained;
  });
  while (!(await isClosed(first))) await sleep(5);
  assert.ok(await kept.use(runs[0], works), "and opened again when asked for");
});

test("a run that can't be opened fails each use, and opens once it can", async () => {
  const kept = keepLastOpen("any");
  const file = path.join(runs[1], "memory.safetensors");
  const bytes = await readFile(file);
  await rm(file);
  for (let i = 0; i < 2; i++) await assert.rejects(kept.use(runs[1], same), { code: "run" });
  await writeFile(file, bytes);
  assert.ok(await kept.use(runs[1], works));
  await assert.rejects(
    kept.use(runs[1], () => Promise.reject(new Error("work"))),
    { message: "work" },
  );
  assert.ok(await kept.use(runs[1], works), "work that fails closes nothing");
});

test("the command line's runs are closed after each use, also one that fails", async () => {
  const each = openEachTime("any");
  const first = await each.use(runs[0], same);
  assert.ok(await isClosed(first));
  let seen: TrainedRun | undefined;
  const failing = each.use(runs[0], async (trained) => {
    seen = trained;
    throw new Error("work");
  });
  await assert.rejects(failing, { message: "work" });
  assert.ok(await isClosed(seen!));
});
