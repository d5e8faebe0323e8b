import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { encode } from "fast-png";
import * as ort from "onnxruntime-node";
import sharp from "sharp";
import { Random } from "../src/engine/base/random.ts";
import { assertClose } from "./support/closeTo.ts";
import { readCsv } from "./support/readCsv.ts";
import { readFloatTiff } from "./support/readFloatTiff.ts";
import { runCli } from "./support/runCli.ts";
import { writeTinyModel } from "./support/tinyModelDirectory.ts";
import { FEW_STEPS, fail, openWorkshop, succeed, trainRun, type Workshop } from "./support/workshop.ts";

/** One line of `anople score --json`. */
interface Scored {
  path: string;
  category: string;
  score: number;
  parts: Record<string, number>;
  threshold: number;
  percentile: number;
  map: string | null;
}

let workshop: Workshop;
let run: string;

before(async () => {
  workshop = await openWorkshop();
  run = workshop.at("run");
  await trainRun(workshop, run);
});

after(() => workshop.close());

const image = (...names: string[]) => path.join(workshop.data, "test", ...names);
const score = async (...args: string[]) => (await succeed(["score", run, ...args])).results as Scored[];

test("an image, a folder and a pattern", async () => {
  const [one] = await score(image("spot", "001.png"));
  const folder = await score(image());
  const pattern = await score(image("*", "00[1-2].png").replace("[1-2]", "?"));
  const deep = await score(image("**", "001.png"));
  const files = ["good", "spot"].flatMap((kind) => [0, 1, 2].map((i) => image(kind, `00${i}.png`)));
  const pathsOf = (results: Scored[]) => results.map((result) => result.path);
  assert.deepEqual(pathsOf(folder), files);
  assert.deepEqual(pathsOf(pattern), files);
  assert.deepEqual(pathsOf(deep), [image("good", "001.png"), image("spot", "001.png")]);
  assert.deepEqual(folder[4], one);
  assert.deepEqual(deep[1], one);

  assert.deepEqual(Object.keys(one!.parts), ["memory", "prompt", "decoder"]);
  const { thresholds } = JSON.parse(await readFile(path.join(run, "run.json"), "utf8"));
  assert.equal(one!.threshold, thresholds.tile.value);
  assert.equal(one!.map, null);
  assert.ok(folder[3]!.percentile === 1, "a bright disc scores higher than any normal image");
});

test("tables, maps and overlays", async () => {
  const at = (name: string) => workshop.at("out", name);
  const flags = ["--csv", at("scores.csv"), "--json-file", at("scores.json"), "--maps", at("maps")];
  const results = await score(image(), ...flags, "--overlays", at("overlays"));
  const rows = await readCsv(at("scores.csv"));
  assert.deepEqual(
    rows,
    results.map(({ path: file, score: total, parts, category, threshold, percentile }) => {
      const { memory, prompt, decoder } = Object.fromEntries(Object.entries(parts).map(([k, v]) => [k, String(v)]));
      const known = { path: file, label: "", defect: "", score: String(total), memory, prompt, decoder };
      return { ...known, category, threshold: String(threshold), percentile: String(percentile) };
    }),
  );
  assert.deepEqual(JSON.parse(await readFile(at("scores.json"), "utf8")), { results });

  for (const { path: file, map } of results) {
    const { width, height } = await sharp(file).metadata();
    const [kind, name] = [path.basename(path.dirname(file)), path.parse(file).name];
    assert.equal(map, path.join(at("maps"), kind, `${name}.tiff`));
    const values = await readFloatTiff(map);
    assert.deepEqual([values.width, values.height], [width, height], map);
    assert.ok(values.data.every((value) => value >= 0 && value <= 1));
    const overlay = await sharp(path.join(at("overlays"), kind, `${name}.png`))
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.deepEqual([overlay.info.width, overlay.info.height, overlay.info.channels], [width, height, 3]);
  }
  const drawn = await sharp(path.join(at("overlays"), "spot", "000.png"))
    .raw()
    .toBuffer();
  assert.ok(!drawn.equals(await sharp(image("spot", "000.png")).raw().toBuffer()), "the overlay shows the map");
});

test("the map is higher on the defect than beside it", async () => {
  const [{ map } = { map: null }] = await score(image("spot", "000.png"), "--maps", workshop.at("one"));
  const { data } = await readFloatTiff(map!);
  const mask = path.join(workshop.data, "ground_truth", "spot", "000_mask.png");
  const truth = await sharp(mask).greyscale().raw().toBuffer();
  const meanWhere = (inside: boolean) => {
    const values = data.filter((_, i) => truth[i]! > 0 === inside);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  assert.ok(meanWhere(true) > 1.5 * meanWhere(false), `${meanWhere(true)} and ${meanWhere(false)}`);
});

test("the threshold's rule can be chosen", async () => {
  const thresholds = new Map<string, number>();
  for (const rule of ["max", "mean+3sd", "quantile"]) {
    const [{ threshold } = { threshold: Number.NaN }] = await score(image("good", "000.png"), "--threshold", rule);
    thresholds.set(rule, threshold);
  }
  assert.ok(thresholds.get("quantile")! <= thresholds.get("max")!);
  assert.equal(new Set(thresholds.values()).size, 3);
});

test("people get a table with a verdict", async () => {
  const { code, stdout } = await runCli(["score", run, image("spot", "000.png"), "--quiet"]);
  assert.equal(code, 0);
  assert.match(stdout, /^ *\S*000\.png +0\.\d+ +0\.\d+ +anomalous +/m);
  assert.match(stdout, /^1 image, 1 at or above the threshold$/m);
});

test("an exported file scores as the run does, with nothing but onnxruntime", async () => {
  const { file, compared, largestScoreDifference, bytes } = await succeed(["export", run]);
  assert.equal(file, path.join(run, "model.onnx"));
  assert.equal(compared, 1);
  assert.ok(largestScoreDifference <= 1e-3);
  assert.equal((await readFile(file)).length, bytes);

  const session = await ort.InferenceSession.create(file);
  assert.deepEqual([session.inputNames, [...session.outputNames].sort()], [["image"], ["map", "score"]]);
  for (const name of ["000.png", "001.png"]) {
    const [expected] = await score(image("spot", name), "--maps", workshop.at("parity"));
    const { data, info } = await sharp(image("spot", name)).raw().toBuffer({ resolveWithObject: true });
    const input = new ort.Tensor("uint8", new Uint8Array(data), [1, info.height, info.width, 3]);
    const outputs = await session.run({ image: input });
    assert.deepEqual(outputs.score!.dims, [1]);
    assert.deepEqual(outputs.map!.dims, [1, info.height, info.width]);
    assertClose(outputs.score!.data as Float32Array, [expected!.score], 1e-3, 1, `score of ${name}`);
    const map = await readFloatTiff(expected!.map!);
    assertClose(outputs.map!.data as Float32Array, map.data, 1e-3, 1, `map of ${name}`);
  }
  await session.release();
});

test("an export whose scores differ from the run's is not written", async () => {
  // Such a normalisation makes one grey level count a thousandfold, so that the two resizers' rounding shows.
  const model = await writeTinyModel(workshop.at("sharp"));
  const normalisation = { size: { height: 32, width: 32 }, image_mean: [0.5, 0.5, 0.5], image_std: [1e-4, 1e-4, 1e-4] };
  await writeFile(
    path.join(model, "preprocessor_config.json"),
    JSON.stringify({ ...normalisation, do_center_crop: false }),
  );
  const random = Random.for(1, "grey");
  const pictures = await Promise.all(
    [41, 63, 90, 150].map(async (side) => {
      const file = workshop.at(`grey-${side}.png`);
      const data = new Uint8Array(3 * side * 90).map(() => random.int(127, 129));
      await writeFile(file, encode({ width: side, height: 90, channels: 3, data }));
      return file;
    }),
  );
  const out = workshop.at("sharp-run");
  await succeed(["train", workshop.data, "--model", model, "--out", out, "--set", ...FEW_STEPS]);
  await writeFile(path.join(out, "model.onnx"), "an earlier export");
  const args = ["export", out, "--image", ...pictures];
  await fail(workshop, "mismatch", [/scores differ from the run's by up to \d/], args);
});

test("a path with spaces, unicode and quotes", async () => {
  const odd = workshop.at(`it's a "tést" – 検査 $HOME; [1]`);
  for (const [from, to] of [
    ["train/good", "good parts"],
    ["test/spot", "bad 'ones'"],
  ] as const) {
    const folder = path.join(odd, to.startsWith("good") ? "good" : "bad", to);
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(path.join(workshop.data, from)))
      await copyFile(path.join(workshop.data, from, name), path.join(folder, `“${name}`));
  }
  const out = path.join(odd, ".runs", `mein "Lauf" 1`);
  await succeed(["train", odd, "--model", workshop.model, "--out", out, "--set", ...FEW_STEPS]);
  const { counts } = await succeed(["eval", out, odd, "--maps"]);
  assert.deepEqual([counts.normal, counts.anomalous], [3, 3]);
  const rows = await readCsv(path.join(out, "scores.csv"));
  assert.equal(rows.filter((row) => row.path!.startsWith(odd)).length, 6);
  const pattern = path.join(odd, "bad", "*", "“00?.png");
  const { results } = await succeed(["score", out, pattern, "--csv", path.join(odd, "a, b.csv"), "--maps", odd]);
  assert.equal(results.length, 3);
  for (const { map } of results as Scored[]) await readFloatTiff(map!);
  assert.deepEqual(
    (await readCsv(path.join(odd, "a, b.csv"))).map((row) => row.path),
    results.map((result: Scored) => result.path),
  );

  // What is printed for the next step can be pasted into a shell.
  const { stdout } = await runCli([
    "train",
    odd,
    "--model",
    workshop.model,
    "--out",
    out,
    "--quiet",
    "--set",
    ...FEW_STEPS,
  ]);
  const next = /^Evaluate it: anople (.*)$/m.exec(stdout)![1]!;
  const { code, stderr } = await runShell(next);
  assert.equal(code, 0, stderr);
});

/** Runs `anople` with arguments as a POSIX shell reads them. */
async function runShell(words: string): Promise<{ code: number | null; stderr: string }> {
  const { spawnSync } = await import("node:child_process");
  const script = `"$0" "$1" ${words}`;
  const { status, stderr } = spawnSync("sh", ["-c", script, process.execPath, path.resolve("dist/cli.js")], {
    encoding: "utf8",
  });
  return { code: status, stderr };
}
