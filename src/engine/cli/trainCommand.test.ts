import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { AnopleError } from "../base/errors.ts";
import { indexDataset } from "../data/datasetIndex.ts";
import type { JobContext } from "../jobs/jobContext.ts";
import type { EvaluateRequest, InspectResult, TrainRequest, TrainResult } from "../jobs/requests.ts";
import { fakeCategory, fakeImage, fakeRecord, fakeResult, HAZELNUT } from "../report/testSupport.ts";
import type { Jobs } from "./jobTable.ts";
import { jsonLines, runCommand } from "./testSupport.ts";

let folder: string;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople train 'é\" "));
});
after(() => fs.rm(folder, { recursive: true, force: true }));

/** Jobs that record what they were asked for; run number n of a plan is /runs/n. */
function recorder(): Partial<Jobs> & { requests: TrainRequest[]; evaluated: EvaluateRequest[] } {
  const requests: TrainRequest[] = [];
  const evaluated: EvaluateRequest[] = [];
  return {
    requests,
    evaluated,
    train: async (request): Promise<TrainResult> => {
      requests.push(request);
      return { run: `/runs/${requests.length}`, record: fakeRecord(["hazelnut"]), seconds: 65 };
    },
    evaluate: async (request) => {
      evaluated.push(request);
      // Image AUROC 1, then 0.5: mean 0.75, standard deviation 0.35355.
      const normals = evaluated.length === 1 ? [0.1, 0.2] : [0.1, 0.9];
      const images = [
        ...normals.map((score, i) => fakeImage(`test/good/${i}.jpg`, score)),
        fakeImage("test/colour/a.jpg", 0.5),
      ];
      return fakeResult([fakeCategory(request.categories?.[0] ?? "hazelnut", images)]);
    },
    inspect: async (location): Promise<InspectResult> => ({ kind: "dataset", index: await indexDataset(location) }),
    listModels: async () => [
      { directory: "/models/anople-mini", bundled: true, config: null, bytes: 1, problem: null },
    ],
  };
}

test("without flags: one shot, seed 0, balanced, the bundled model", async () => {
  const jobs = recorder();
  const { code, stdout } = await runCommand(["train", "data set"], jobs);
  assert.equal(code, 0);
  const absolute = path.resolve("data set");
  assert.deepEqual(jobs.requests, [
    {
      folder: absolute,
      shots: 1,
      seed: 0,
      preset: "balanced",
      settings: {},
      settingsOrigin: "the command line",
      command: `anople train '${absolute}' --shots 1 --seed 0 --preset balanced`,
    },
  ]);
  assert.match(stdout, /^Trained \/runs\/1 in 1:05 min\n/);
  assert.match(stdout, /anople eval \/runs\/1 'data set'\n/);
});

test("all flags reach the job, and the recorded command asks for the same", async () => {
  const config = path.join(folder, "settings.json");
  await fs.writeFile(config, JSON.stringify({ steps: 50, coupling: "none" }));
  const line = `train data --support a.png b.png --seed 3 --preset fast --model anople-mini --out out --category hazelnut --set steps=9 defectKinds=hole,crack`;
  const first = recorder();
  assert.equal((await runCommand([...line.split(" "), "--config", config], first)).code, 0);
  const [request] = first.requests;
  assert.deepEqual(request, {
    folder: path.resolve("data"),
    shots: 2,
    support: ["a.png", "b.png"],
    seed: 3,
    preset: "fast",
    settings: { steps: 9, coupling: "none", defectKinds: ["hole", "crack"] },
    settingsOrigin: `${config} and --set`,
    model: "/models/anople-mini",
    out: path.resolve("out"),
    categories: ["hazelnut"],
    command: request!.command,
  });
  const again = recorder();
  const words = [...request!.command.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2]!);
  assert.deepEqual(words.slice(0, 2), ["anople", "train"]);
  // The model is named by its directory now, which this machine lacks.
  const models = async () => [{ directory: folder, bundled: false, config: null, bytes: 1, problem: null }];
  const argv = words.slice(1).map((word) => (word === "/models/anople-mini" ? folder : word));
  assert.equal((await runCommand(argv, { ...again, listModels: models })).code, 0);
  const { model: _, settingsOrigin: __, command: ___, ...wanted } = request!;
  const { model: ____, settingsOrigin: _____, command: ______, ...got } = again.requests[0]!;
  assert.deepEqual(got, wanted);
});

test("several seeds are trained and evaluated one by one, and their mean and spread reported", async () => {
  const jobs = recorder();
  const { code, stdout, stderr } = await runCommand(["train", HAZELNUT, "--seeds", "4,5", "--out", folder], jobs);
  assert.equal(code, 0, stderr);
  assert.deepEqual(
    jobs.requests.map(({ seed }) => seed),
    [4, 5],
  );
  assert.deepEqual(
    jobs.requests.map(({ out }) => out),
    [path.join(folder, "seed-4"), path.join(folder, "seed-5")],
  );
  assert.deepEqual(
    jobs.evaluated,
    [1, 2].map((n) => ({ run: `/runs/${n}`, folder: HAZELNUT, writeMaps: false })),
  );
  assert.match(stderr, /Run 2 of 2: seed 5/);
  assert.match(stdout, /hazelnut +4 +1\.000 .*\n +hazelnut +5 +0\.500 /);
  assert.match(stdout, /over 2 seeds\n/);
  assert.match(stdout, /hazelnut +fused +0\.750 ± 0\.354 .* 0\.933 ± 0\.000\n/);
  assert.match(stdout, /hazelnut +prompt .* – +– +–\n/);
});

test("JSON tells each run and the summary, and no pictures", async () => {
  const { stdout } = await runCommand(["train", HAZELNUT, "--seeds", "0,1", "--json"], recorder());
  const result = jsonLines(stdout).at(-1) as {
    type: string;
    runs: { run: string; seed: number; evaluation: { image: { auroc: number } } }[];
    summary: { category: string; part: string; metrics: Record<string, { mean: number; count: number }> }[];
  };
  assert.equal(result.type, "result");
  assert.deepEqual(
    result.runs.map(({ run, seed, evaluation }) => [run, seed, evaluation.image.auroc]),
    [
      ["/runs/1", 0, 1],
      ["/runs/2", 1, 0.5],
    ],
  );
  assert.deepEqual(
    result.summary.map(({ part }) => part),
    ["fused", "memory", "prompt", "decoder"],
  );
  assert.deepEqual(
    [result.summary[0]!.metrics["image AUROC"]!.mean, result.summary[0]!.metrics["image AUROC"]!.count],
    [0.75, 2],
  );
  assert.doesNotMatch(stdout, /patchMap|"images"/);
});

test("each category gets a run of its own when asked for", async () => {
  for (const name of ["nut", "bolt"]) {
    const good = path.join(folder, "parts", name, "train/good");
    await fs.mkdir(good, { recursive: true });
    await fs.copyFile(path.join(HAZELNUT, "train/good/00.jpg"), path.join(good, "00.jpg"));
  }
  const jobs = recorder();
  const line = ["train", path.join(folder, "parts"), "--per-category", "--seeds", "0,1", "--out", "o"];
  const { stdout } = await runCommand(line, jobs);
  assert.deepEqual(
    jobs.requests.map(({ categories, seed, out }) => [categories, seed, path.relative("", out!)]),
    [
      [["bolt"], 0, path.join("o", "bolt-seed-0")],
      [["bolt"], 1, path.join("o", "bolt-seed-1")],
      [["nut"], 0, path.join("o", "nut-seed-0")],
      [["nut"], 1, path.join("o", "nut-seed-1")],
    ],
  );
  // Only normal images: there is nothing to evaluate on.
  assert.deepEqual(jobs.evaluated, []);
  assert.match(stdout, /Not evaluated/);
});

test("contradictions and wrong values are usage errors before anything is trained", async () => {
  for (const [line, message] of [
    ["data --seed 1 --seeds 1,2", /--seed and --seeds/],
    ["data --seeds 1,1", /--seeds is "1,1"/],
    ["data --seeds 1,x", /--seeds is "1,x"/],
    ["data --shots 0", /--shots is "0"/],
    ["data --support a b --shots 3", /--shots is 3, but --support names 2/],
    ["data --support a --per-category", /--per-category/],
    ["data --set stepz=3", /--set: there is no setting "stepz"/],
    ["data --set steps=many", /--set: "steps"/],
    ["data --set steps", /--set has "steps"/],
    ["--resume /runs/a --seed 1", /--seed can't be combined with --resume/],
  ] as const) {
    const { code, stderr } = await runCommand(["train", ...line.split(" ")], recorder());
    assert.equal(code, 2, line);
    assert.match(stderr, message);
  }
  const unknown = await runCommand(["train", "data", "--model", "anople-mimi"], recorder());
  assert.equal(unknown.code, 4);
  assert.match(unknown.stderr, /no model "anople-mimi".*\n {2}Did you mean anople-mini\?/);
});

test("a settings file that can't be used is named with the reason", async () => {
  for (const [content, code, message] of [
    ["{", 2, /bad\.json is not valid JSON/],
    ["[]", 2, /bad\.json holds no JSON object/],
    ['{"step": 1}', 2, /bad\.json: there is no setting "step"[\s\S]*Did you mean steps\?/],
    ['{"steps": -1}', 2, /bad\.json: "steps"/],
  ] as const) {
    const file = path.join(folder, "bad.json");
    await fs.writeFile(file, content);
    const { code: got, stderr } = await runCommand(["train", "data", "--config", file], recorder());
    assert.equal(got, code, content);
    assert.match(stderr, message);
  }
  assert.equal((await runCommand(["train", "data", "--config", path.join(folder, "none.json")], recorder())).code, 6);
});

test("a stopped training says how to go on, and resuming it reports the run", async () => {
  const train = async (_: TrainRequest, { report }: JobContext): Promise<TrainResult> => {
    report({ type: "run", path: "/runs/it's one" });
    throw new AnopleError("cancelled", "Stopped.", "What was finished so far is kept.");
  };
  const stopped = await runCommand(["train", "data"], { train });
  assert.equal(stopped.code, 130);
  assert.match(
    stopped.stderr,
    /error: Stopped\.\n {2}The run is kept\. Go on with: anople train --resume '\/runs\/it'\\''s one'\n/,
  );

  const resumed: string[] = [];
  const resume = async (run: string): Promise<TrainResult> => {
    resumed.push(run);
    return { run, record: fakeRecord(["hazelnut"]), seconds: 2 };
  };
  const { code, stdout } = await runCommand(["train", "--resume", "/runs/a"], { resume });
  assert.deepEqual([code, resumed], [0, ["/runs/a"]]);
  assert.match(stdout, /^Trained \/runs\/a in 2 s\nScore images: anople score \/runs\/a IMAGE…\n$/);
});
