import assert from "node:assert/strict";
import { chmod, cp, mkdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { decode, encode } from "fast-png";
import { readFloatTiff } from "./support/readFloatTiff.ts";
import { runCli } from "./support/runCli.ts";
import { flatPng, noisePng, writeTinyDataset } from "./support/tinyDataset.ts";
import { FEW_STEPS, fail, openWorkshop, succeed, trainRun, type Workshop, warningsOf } from "./support/workshop.ts";

let workshop: Workshop;
/** A finished run, which no failure may harm, even where it was to be replaced. */
let run: string;

before(async () => {
  workshop = await openWorkshop();
  run = workshop.at("run");
  await trainRun(workshop, run);
});

after(() => workshop.close());

const train = (folder: string, ...flags: string[]) => {
  const settings = flags.includes("--set") ? [] : ["--set", ...FEW_STEPS];
  return ["train", folder, "--model", workshop.model, "--out", run, ...flags, ...settings];
};

test("arguments that can't be understood", async () => {
  const config = workshop.at("settings.json");
  await writeFile(config, '{ "steps": 5, "lerningRate": 1 }');
  const { data } = workshop;
  for (const [message, args] of [
    [["trian"], ["trian", data]],
    [["FOLDER"], ["train"]],
    [["RUN", "PATH"], ["score"]],
    [["--shotz"], train(data, "--shotz", "2")],
    [["--shots", '"0"'], train(data, "--shots", "0")],
    [["--shots", '"abc"'], train(data, "--shots", "abc")],
    [["--seed", '"-1"'], train(data, "--seed", "-1")],
    [["--seeds", '"0,0"'], train(data, "--seeds", "0,0")],
    [["--preset", '"quick"'], train(data, "--preset", "quick")],
    [["--set", '"stepz"'], train(data, "--set", "stepz=3")],
    [["--set", '"constructor"'], train(data, "--set", "constructor=1")],
    [["--set", '"__proto__"'], train(data, "--set", "__proto__=1")],
    [["--set", '"steps"'], train(data, "--set", "steps=-1")],
    [["--set", '"steps"'], train(data, "--set", "steps=many")],
    [["--set", '"temperature"'], train(data, "--set", "temperature=1e999")],
    [["--set", '"defectMinArea"', '"defectMaxArea"'], train(data, "--set", "defectMinArea=0.4")],
    [["viewSize 33", "patch size 8"], train(data, "--set", "viewSize=33")],
    [[config, '"lerningRate"'], train(data, "--config", config)],
    [
      ["--threshold", '"median"'],
      ["score", run, data, "--threshold", "median"],
    ],
    [
      [run, '"cloth"'],
      ["score", run, data, "--category", "cloth"],
    ],
    [
      [run, '"cloth"'],
      ["export", run, "--category", "cloth"],
    ],
  ] as const)
    await fail(workshop, "usage", message, args);
});

test("folders that hold no data set, or too little", async () => {
  const at = (name: string) => workshop.at("poor", name);
  await mkdir(at("empty"), { recursive: true });
  await mkdir(at("only-defects/bad"), { recursive: true });
  await mkdir(at("only-text"), { recursive: true });
  await writeFile(at("only-text/readme.txt"), "no image");
  await writeFile(at("only-defects/bad/000.png"), noisePng(20, 20));
  await writeTinyDataset(at("only-test"), { train: 0 });
  await mkdir(at("only-test/train/good"), { recursive: true });
  for (const [folder, message] of [
    [at("nowhere"), [at("nowhere")]],
    [at("empty"), [at("empty")]],
    [at("only-text"), [at("only-text")]],
    [at("only-defects"), [at("only-defects")]],
    [at("only-test"), [at("only-test"), "no normal image"]],
    [workshop.at("data/tile/train/good/000.png"), ["000.png", "not a folder"]],
  ] as const)
    await fail(workshop, "data", message, train(folder));
  await fail(
    workshop,
    "data",
    ["4 normal images", "5 are wanted", path.join("train", "good")],
    train(workshop.data, "--shots", "5"),
  );
  await fail(workshop, "data", [workshop.data, '"cloth"'], train(workshop.data, "--category", "cloth"));
  await fail(workshop, "data", [at("empty")], ["eval", run, at("empty")]);
  await fail(workshop, "data", [at("empty")], ["score", run, at("empty")]);
  await fail(workshop, "data", [at("nowhere")], ["score", run, at("nowhere")]);
  await fail(workshop, "data", [at("*.png")], ["score", run, at("*.png")]);
});

test("support images that can't be learnt from", async () => {
  const file = (name: string) => workshop.at("support", name);
  await mkdir(workshop.at("support"));
  const good = path.join(workshop.data, "train", "good", "000.png");
  await writeFile(file("text.png"), "this is not a picture");
  await writeFile(file("zero.png"), "");
  await cp(good, file("cut.png"));
  await truncate(file("cut.png"), 1000);
  await writeFile(file("notes.txt"), "no image at all");
  await mkdir(file("folder.png"));
  for (const [support, message] of [
    [file("text.png"), [file("text.png"), "not a picture"]],
    [file("zero.png"), [file("zero.png"), "0 bytes"]],
    [file("cut.png"), [file("cut.png"), "cut short"]],
    [file("notes.txt"), [file("notes.txt"), "not an image"]],
    [file("folder.png"), [file("folder.png")]],
    [file("missing.png"), [file("missing.png")]],
    ["test/spot/001.png", ["test/spot/001.png", '"spot"']],
  ] as const)
    await fail(workshop, "data", message, train(workshop.data, "--support", support));
  await fail(
    workshop,
    "data",
    ["train/good/000.png", "twice"],
    train(workshop.data, "--support", good, "train/good/000.png"),
  );
});

test("an image that was drawn as support and can't be read", async () => {
  const data = workshop.at("broken", "tile");
  await writeTinyDataset(data, { train: 2, good: 0, spot: 0 });
  await truncate(path.join(data, "train/good/001.png"), 300);
  await fail(workshop, "data", [path.join(data, "train/good/001.png"), "cut short"], train(data, "--shots", "2"));
  await rm(path.dirname(data), { recursive: true });
});

test("images of odd shapes and depths are scored", async () => {
  const folder = workshop.at("odd");
  await mkdir(folder);
  const eight = noisePng(50, 30, 4);
  const { data } = decode(eight);
  const wide = Uint16Array.from(data, (value) => value * 257);
  const pictures = {
    "dot.png": [1, 1, noisePng(1, 1)],
    "eight.png": [50, 30, eight],
    "ribbon.png": [20000, 20, noisePng(20000, 20)],
    "sixteen.png": [50, 30, encode({ width: 50, height: 30, channels: 3, depth: 16, data: wide })],
  } as const;
  for (const [name, [, , bytes]] of Object.entries(pictures)) await writeFile(path.join(folder, name), bytes);
  const maps = workshop.at("odd-maps");
  const { results } = await succeed(["score", run, folder, "--maps", maps, "--overlays", maps]);
  for (const [i, [name, [width, height]]] of Object.entries(pictures).entries()) {
    assert.equal(results[i].path, path.join(folder, name));
    assert.ok(results[i].score > 0 && results[i].score < 1, name);
    const map = await readFloatTiff(results[i].map);
    assert.deepEqual([map.width, map.height], [width, height], name);
  }
  assert.deepEqual(results[3].parts, results[1].parts, "16 bits a channel mean the same as 8");
  await rm(folder, { recursive: true });
});

test("an image that can't be read doesn't stop the others from being scored", async () => {
  const folder = workshop.at("mixed");
  await mkdir(folder);
  await writeFile(path.join(folder, "a.png"), "text");
  await writeFile(path.join(folder, "b.png"), "");
  await fail(workshop, "data", [path.join(folder, "a.png")], ["score", run, path.join(folder, "a.png")]);
  await fail(workshop, "data", [folder, "None of the 2 images"], ["score", run, folder]);
  await writeFile(path.join(folder, "c.png"), noisePng(30, 30));
  const { code, stdout, result } = await runCli(["score", run, folder, "--json"]);
  assert.equal(code, 0);
  assert.deepEqual(
    result.results.map((one: { path: string }) => one.path),
    [path.join(folder, "c.png")],
  );
  const warnings = warningsOf(stdout);
  assert.equal(warnings.length, 2);
  for (const [i, name] of ["a.png", "b.png"].entries()) assert.ok(warnings[i]!.includes(path.join(folder, name)));
});

test("masks that don't fit are told, and the evaluation goes on", async () => {
  const data = workshop.at("masks", "tile");
  await writeTinyDataset(data, { train: 1, good: 2, spot: 5 });
  const mask = (number: number) => path.join(data, "ground_truth", "spot", `00${number}_mask.png`);
  await writeFile(mask(0), flatPng(30, 20, 255));
  await writeFile(mask(1), flatPng(64, 48, 0));
  await writeFile(mask(2), "not a picture");
  await rm(mask(4));
  await writeFile(mask(7), flatPng(40, 40, 255));
  const { code, stdout, result } = await runCli(["eval", run, data, "--json"]);
  assert.equal(code, 0);
  const warnings = warningsOf(stdout);
  for (const parts of [
    [mask(0), "30 × 20", "40 × 40"],
    [mask(1), "marks no pixel"],
    [mask(2), "not a picture"],
    [path.dirname(mask(7)), "007_mask.png", "belongs to no image"],
    [path.join(data, "test", "spot"), "004.png", "no mask"],
  ])
    assert.ok(
      warnings.some((warning) => parts.every((part) => warning.includes(part))),
      `no warning of ${parts}: ${warnings.join("\n")}`,
    );
  assert.equal(warnings.length, 5);
  const { normal, anomalous, masks } = result.counts;
  assert.deepEqual({ normal, anomalous, masks }, { normal: 2, anomalous: 5, masks: 2 });
  assert.ok(result.pixel.auroc > 0 && result.pixel.auroc <= 1);
  assert.equal(result.pixel.emptyMasks, 1);
  await rm(path.dirname(data), { recursive: true });
});

test("links that lead in circles", async () => {
  const data = workshop.at("links", "tile");
  await writeTinyDataset(data, { train: 2, good: 1, spot: 1 });
  await symlink("..", path.join(data, "train", "up"));
  await symlink(data, path.join(data, "test", "spot", "all"));
  const itself = path.join(data, "train", "good", "itself.png");
  await symlink(itself, itself);
  const out = workshop.at("links-run");
  const { code, stdout } = await runCli([
    "train",
    data,
    "--model",
    workshop.model,
    "--out",
    out,
    "--json",
    "--set",
    ...FEW_STEPS,
  ]);
  assert.equal(code, 0, stdout);
  const warnings = warningsOf(stdout);
  for (const name of [itself, path.join(data, "train", "up"), path.join(data, "test", "spot", "all")])
    assert.ok(
      warnings.some((warning) => warning.includes(name)),
      `no warning of ${name}: ${warnings.join("\n")}`,
    );
  const { results } = await succeed(["score", out, data]);
  assert.equal(results.length, 4, "each image once, no mask");
  const loop = workshop.at("loop");
  await symlink(loop, loop);
  await fail(workshop, "data", [loop], ["score", run, loop]);
  await fail(workshop, "io", [loop], train(loop));
  await fail(
    workshop,
    "io",
    [loop],
    ["train", workshop.data, "--model", workshop.model, "--out", path.join(loop, "run")],
  );
  await rm(loop);
  await rm(path.dirname(data), { recursive: true });
});

test("folders and files without permission", async (t) => {
  const nobody = await otherUser(t);
  if (!nobody) return;
  const data = workshop.at("locked", "tile");
  await writeTinyDataset(data, { train: 2, good: 1, spot: 1 });
  const base = ["train", data, "--model", workshop.model, "--set", ...FEW_STEPS];
  const out = workshop.at("locked", "run");
  await fail(workshop, "io", [data, "no permission"], base, nobody);
  await fail(workshop, "io", [out, "no permission"], [...base, "--out", out], nobody);
  const image = path.join(data, "test", "good", "000.png");
  await fail(workshop, "io", [run, "no permission"], ["eval", run, data], nobody);
  await fail(workshop, "io", [run, "no permission"], ["export", run], nobody);
  const csv = path.join(data, "scores.csv");
  await fail(workshop, "io", [csv, "no permission"], ["score", run, image, "--csv", csv], nobody);
  const maps = path.join(data, "maps");
  await fail(workshop, "io", [maps, "no permission"], ["score", run, image, "--maps", maps], nobody);
  await chmod(image, 0);
  await fail(workshop, "data", [image], ["score", run, image], nobody);
  await chmod(path.dirname(image), 0);
  await fail(workshop, "io", [path.dirname(image), "no permission"], ["score", run, path.join(data, "test")], nobody);
  await chmod(path.dirname(image), 0o755);
});

test("results that can't be put where they are wanted", async () => {
  const file = workshop.at("a file");
  await writeFile(file, "kept");
  const image = path.join(workshop.data, "test", "good", "000.png");
  for (const flag of ["--maps", "--overlays"])
    await fail(workshop, "io", [path.join(file, "in")], ["score", run, image, flag, path.join(file, "in")]);
  await fail(workshop, "usage", ["--csv", workshop.data], ["score", run, image, "--csv", workshop.data]);
  await fail(workshop, "io", [path.join(file, "in.csv")], ["score", run, image, "--csv", path.join(file, "in.csv")]);
  await fail(workshop, "io", [workshop.data], ["export", run, "--out", workshop.data]);
});

/**
 * The options by which a command runs as a user who may read the workshop but owns nothing in it. Skips the test where
 * there is none, saying why.
 */
async function otherUser(t: TestContext): Promise<{ uid?: number; gid?: number } | null> {
  if (process.platform === "win32") {
    t.skip("Windows has no such permissions");
    return null;
  }
  if (process.getuid!() !== 0) {
    t.skip("only root can act as another user");
    return null;
  }
  const nobody = { uid: 65534, gid: 65534 };
  const { code } = await runCli(["inspect", run], nobody).catch(() => ({ code: null }));
  if (code === 0) return nobody;
  t.skip("another user can't read the program");
  return null;
}
