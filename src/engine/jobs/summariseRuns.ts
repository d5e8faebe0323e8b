import { stat } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import type { AnopleError } from "../base/errors.ts";
import { sha256OfBytes, sha256OfFile } from "../base/hash.ts";
import { findModelFiles } from "../models/modelFiles.ts";
import { bundledModelDirectory } from "../models/registry.ts";
import { type ListedRun, listRuns, newestFirst, readListedRun } from "../runs/listRuns.ts";
import { RECORD_NAME } from "../runs/readRunRecord.ts";
import { runDirectory } from "../runs/runDirectory.ts";
import type { RunRecord } from "../runs/runRecord.ts";

/** A run in a list, for people. */
export interface RunSummary {
  /** The run directory, absolute. */
  path: string;
  id: string;
  /** "interrupted": its process died while training; "broken": run.json can't be read. */
  status: "running" | "interrupted" | "stopped" | "finished" | "broken";
  /** Why it is broken. */
  problem: string | null;
  /** ISO 8601, UTC; of a broken run, when run.json was written. */
  createdAt: string;
  finishedAt: string | null;
  step: number;
  steps: number;
  preset: string;
  shots: number;
  seed: number;
  /** Equal for runs that differ in the seed, and what follows from it, alone. */
  setting: string;
  model: { name: string; isBundled: boolean };
  categories: { name: string; root: string }[];
  /** The folder of its category, or the deepest that holds all of them. */
  folder: string;
  command: string;
  /** Means over the categories of the last evaluation. */
  metrics: { imageAuroc: number | null; pixelAuroc: number | null; aupro: number | null } | null;
}

/** The runs of these directories, newest first. What is no run is left out. */
export async function summariseRuns(directories: readonly string[]): Promise<RunSummary[]> {
  const unique = [...new Set(directories.map((directory) => path.resolve(directory)))];
  const listed = await Promise.all(unique.map(readListedRun));
  return summariseAll(listed.filter((run) => run !== null));
}

/** The runs in FOLDER/.anople/runs of each folder, newest first. Throws AnopleError "io" for a folder that can't be read. */
export async function summariseRunsIn(folders: readonly string[]): Promise<RunSummary[]> {
  const unique = [...new Set(folders.map((folder) => path.resolve(folder)))];
  const listed = await Promise.all(unique.map((folder) => listRuns(path.join(folder, ".anople", "runs"))));
  return summariseAll(listed.flat());
}

/** The runs that lie beside a run, itself among them. */
export async function summariseSiblings(run: string): Promise<RunSummary[]> {
  return summariseAll(await listRuns(path.dirname(run)));
}

async function summariseAll(listed: ListedRun[]): Promise<RunSummary[]> {
  return Promise.all(listed.sort(newestFirst).map(summarise));
}

async function summarise({ path: directory, live, record, error }: ListedRun): Promise<RunSummary> {
  if (record === null) return summariseBroken(directory, error);
  const { id, status, createdAt, finishedAt, step, steps, preset, shots, seed, model, command } = record;
  const categories = record.categories.map(({ name, root }) => ({ name, root }));
  return {
    path: directory,
    id,
    status: status === "running" && !live ? "interrupted" : status,
    problem: null,
    createdAt,
    finishedAt: finishedAt ?? null,
    step,
    steps,
    preset,
    shots,
    seed,
    setting: settingOf(record),
    model: { name: model.name, isBundled: model.fingerprint === (await bundledFingerprint()) },
    categories,
    folder: commonFolder(categories.map(({ root }) => root)),
    command,
    metrics: await readMeans(directory, record),
  };
}

async function summariseBroken(directory: string, error: AnopleError): Promise<RunSummary> {
  const above = path.dirname(directory);
  const isUsual = above.endsWith(path.join(".anople", "runs"));
  const found = await stat(path.join(directory, RECORD_NAME)).catch(() => null);
  return {
    path: directory,
    id: path.basename(directory),
    status: "broken",
    problem: error.message,
    createdAt: (found?.mtime ?? new Date(0)).toISOString(),
    finishedAt: null,
    step: 0,
    steps: 0,
    preset: "",
    shots: 0,
    seed: 0,
    setting: "",
    model: { name: "", isBundled: false },
    categories: [],
    folder: isUsual ? path.resolve(above, "..", "..") : above,
    command: "",
    metrics: null,
  };
}

/** What decides a run's numbers beside its seed and the images that the seed chooses. */
function settingOf({ shots, model, categories, config }: RunRecord): string {
  const names = categories.map(({ name, className, root }) => [name, className, root]);
  const settings = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([shots, model.fingerprint, names, settings]);
  return sha256OfBytes(new TextEncoder().encode(text)).slice(0, 16);
}

/** The deepest folder that holds all of them; itself for one. */
function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? "";
  for (const folder of folders) {
    while (path.relative(common, folder).split(path.sep)[0] === ".." && path.dirname(common) !== common) {
      common = path.dirname(common);
    }
  }
  return common;
}

const number = v.nullable(v.number());
const meansSchema = v.object({ mean: v.object({ imageAuroc: number, pixelAuroc: number, aupro: number }) });

/** Null without an evaluation, and for one that can't be read: whoever asks for its details is told why. */
async function readMeans(directory: string, record: RunRecord): Promise<RunSummary["metrics"]> {
  const metrics = await runDirectory(directory, record, null)
    .readMetrics()
    .catch(() => null);
  const result = v.safeParse(meansSchema, metrics);
  return result.success ? result.output.mean : null;
}

let bundled: Promise<string | null> | undefined;

/** SHA-256 of the bundled model's weights, which don't change while the process lives; null in a broken installation. */
function bundledFingerprint(): Promise<string | null> {
  bundled ??= (async () => sha256OfFile((await findModelFiles(bundledModelDirectory())).weights))().catch(() => null);
  return bundled;
}
