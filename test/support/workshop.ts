import assert from "node:assert/strict";
import { chmod, mkdtemp, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type ErrorCode, EXIT_CODES } from "../../src/engine/base/errors.ts";
import { folderSnapshot } from "./folderSnapshot.ts";
import { type CliOptions, type CliResult, runCli } from "./runCli.ts";
import { writeTinyDataset } from "./tinyDataset.ts";
import { writeTinyModel } from "./tinyModelDirectory.ts";

/** A temporary folder with a tiny model, a category to train on, and room for more. */
export interface Workshop {
  readonly folder: string;
  readonly model: string;
  /** A category in MVTec AD's layout, see `writeTinyDataset`. */
  readonly data: string;
  /** A path in the folder. */
  at(...names: string[]): string;
  close(): Promise<void>;
}

/** Settings of a training that takes a fraction of a second and saves its state on the way. */
export const FEW_STEPS = ["steps=12", "localViews=1", "memoryRotations=2"];

/** Makes a workshop; its folder can be entered by other users. */
export async function openWorkshop(): Promise<Workshop> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "anople-")));
  await chmod(folder, 0o755);
  const at = (...names: string[]) => path.join(folder, ...names);
  const model = await writeTinyModel(at("model"));
  const data = at("data", "tile");
  await writeTinyDataset(data);
  return { folder, model, data, at, close: () => rm(folder, { recursive: true, force: true }) };
}

/** Trains into `out` and returns the result line; fails the test if that fails. */
export async function trainRun(workshop: Workshop, out: string, ...flags: string[]) {
  return succeed(["train", workshop.data, "--model", workshop.model, "--out", out, ...flags, "--set", ...FEW_STEPS]);
}

/** Runs a command with --json that must succeed. */
export async function succeed(args: readonly string[], options: CliOptions = {}): Promise<CliResult["result"]> {
  const { code, result, stdout, stderr } = await runCli([...args, "--json"], options);
  assert.equal(code, 0, `${args.join(" ")}\n${stderr}`);
  assert.equal(result?.type, "result", stdout);
  return result;
}

/** The `message` of each warning that a command with --json gave. */
export function warningsOf(stdout: string): string[] {
  const events = stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  return events.filter(({ type }) => type === "warning").map(({ message }) => message);
}

/**
 * Runs a command that must fail as a user's mistake does: the documented exit code, one line that says what is wrong and
 * one that says what to do, no stack trace, and every file below the workshop as it was.
 *
 * @param message what the sentence must contain: the file, the field
 */
export async function fail(
  workshop: Workshop,
  code: ErrorCode,
  message: readonly (string | RegExp)[],
  args: readonly string[],
  options: CliOptions = {},
): Promise<void> {
  const before = await folderSnapshot(workshop.folder);
  checkFailure(await runCli([...args, "--json"], options), code, message);
  assert.deepEqual(await folderSnapshot(workshop.folder), before, "files that were changed or left behind");
}

/** The part of `fail` that looks at the output. */
export function checkFailure(
  { code: exitCode, result, stdout, stderr }: CliResult,
  code: ErrorCode,
  message: readonly (string | RegExp)[],
): void {
  assert.equal(exitCode, EXIT_CODES[code], `exit code\n${stdout}\n${stderr}`);
  assert.equal(result?.type, "error", stdout);
  assert.equal(result.code, code);
  assert.match(result.message, /^[^\n]*\.$/, "one line that ends as a sentence");
  assert.match(result.hint, /\S/);
  for (const part of message) {
    if (typeof part === "string") assert.ok(result.message.includes(part), `${result.message}\nlacks ${part}`);
    else assert.match(result.message, part);
  }
  assert.match(stderr, /^error: /m);
  assert.doesNotMatch(stderr + stdout, /^\s+at .*:\d+|\bbug\b/m, "a stack trace");
}
