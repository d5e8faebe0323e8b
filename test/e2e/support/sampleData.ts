import { execFile } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { environment } from "./environment.ts";

const SAMPLE = path.resolve("media/samples/hazelnut");

/** Some of the sample's pictures, so that a test need not wait for all. */
const FILES = [
  ...["00", "01", "02", "03"].map((name) => `train/good/${name}.jpg`),
  ...["04", "05", "13"].map((name) => `test/good/${name}.jpg`),
  ...["00", "03", "07", "12"].map((name) => `test/colour/${name}.jpg`),
  ...["00", "03", "07", "12"].map((name) => `ground_truth/colour/${name}_mask.png`),
];

/** Settings under which a training takes seconds. */
export const QUICK = { "anople.training.overrides": { steps: 6, microBatch: 1, localViews: 0 } };

/** Settings under which a training takes long enough to be stopped in the middle. */
export const SLOW = { "anople.training.overrides": { steps: 20, microBatch: 1, localViews: 0 } };

/** Puts real pictures of hazelnuts into `folder`/hazelnut. */
export async function addHazelnuts(folder: string): Promise<string> {
  const target = path.join(folder, "hazelnut");
  for (const file of FILES) {
    await mkdir(path.dirname(path.join(target, file)), { recursive: true });
    await copyFile(path.join(SAMPLE, file), path.join(target, file));
  }
  return target;
}

/** Runs the packed command line. */
function anople(...words: string[]) {
  const cli = path.join(environment().stage, "dist", "cli.js");
  return promisify(execFile)(process.execPath, [cli, ...words]);
}

/** The last line of its JSON output. */
export async function anopleJson(...words: string[]) {
  const { stdout } = await anople(...words, "--json");
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

/**
 * Trains in a few steps on `folder` as the command line does, and evaluates.
 *
 * @returns the run directory
 */
export async function trainOnCommandLine(folder: string, seed = 0): Promise<string> {
  const few = ["steps=6", "microBatch=1", "localViews=0"];
  const { run } = await anopleJson("train", folder, "--preset", "fast", "--seed", String(seed), "--set", ...few);
  await anople("eval", run, folder);
  return run;
}
