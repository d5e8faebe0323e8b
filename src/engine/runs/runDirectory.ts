/** A run is a directory of files, and nothing else holds state. Every file but the log is replaced as a whole. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import { codeOf, ioError, writeFileAtomic } from "../base/atomicFile.ts";
import { type CsvValue, formatCsv, parseCsv } from "../base/csv.ts";
import { AnopleError, messageOf } from "../base/errors.ts";
import { mapFile } from "./mapFile.ts";
import { RECORD_NAME, readRunRecord } from "./readRunRecord.ts";
import { EVENTS_NAME, openEventLog, readEvents } from "./runEvents.ts";
import type { RunLock } from "./runLock.ts";
import { checkRunRecord, type RunRecord } from "./runRecord.ts";

const STATE_NAME = "state.safetensors";
const MEMORY_NAME = "memory.safetensors";
const METRICS_NAME = "metrics.json";
const SCORES_NAME = "scores.csv";
const PATCH_MAPS_NAME = "patch_maps.safetensors";

/** All that a training or an evaluation leaves in a run, beside its record and its lock. */
export const RESULT_NAMES = [
  STATE_NAME,
  MEMORY_NAME,
  METRICS_NAME,
  SCORES_NAME,
  PATCH_MAPS_NAME,
  EVENTS_NAME,
  "maps",
  "model.onnx",
  "report.html",
];

/** What may change in a record. `undefined` removes an optional field. */
type RunPatch = { [K in keyof Omit<RunRecord, "format" | "id" | "createdAt">]?: RunRecord[K] | undefined };

/**
 * The files of one run. Reading a file that isn't there gives null. Writing throws AnopleError "io" and keeps the old
 * file on a full disk and the like.
 */
export interface RunDirectory {
  /** Absolute. */
  readonly path: string;
  /** As last read or written here. */
  readonly record: RunRecord;
  /** Changes fields of run.json, on top of what other processes changed meanwhile. AnopleError "run" for bad values. */
  update(patch: RunPatch): Promise<void>;
  /** Adds a line to events.ndjson. */
  appendEvent(event: object): Promise<void>;
  readEvents(): Promise<Record<string, unknown>[]>;
  /** Drops the events after `step`, so that a resumed run doesn't tell them twice. */
  truncateEvents(step: number): Promise<void>;
  /** Learnable tensors and optimiser, all of one step. */
  writeState(bytes: Uint8Array): Promise<void>;
  readState(): Promise<Uint8Array | null>;
  /** Memory banks. */
  writeMemory(bytes: Uint8Array): Promise<void>;
  readMemory(): Promise<Uint8Array | null>;
  writeMetrics(metrics: unknown): Promise<void>;
  /** AnopleError "run" if the file is no JSON. */
  readMetrics(): Promise<unknown>;
  writeScores(header: readonly string[], rows: Iterable<readonly CsvValue[]>): Promise<void>;
  /** AnopleError "data" if the file is no table. */
  readScores(): Promise<{ header: string[]; rows: string[][] } | null>;
  /** Small maps of all evaluated images, for pictures. */
  writePatchMaps(bytes: Uint8Array): Promise<void>;
  readPatchMaps(): Promise<Uint8Array | null>;
  /** Where the anomaly map of an image goes, see `mapFile`. Its folder need not exist yet. */
  mapFile(category: string, id: string): string;
  /** A file of another name in the run. AnopleError "usage" if the name leads out of it. */
  file(name: string): string;
  /** Gives the lock back if this run was opened for training. More calls do nothing. */
  close(): Promise<void>;
}

/**
 * The run at `directory`, whose record has been read or is just being made.
 *
 * @param lock held until `close`; null for a run that is not trained
 */
export function runDirectory(directory: string, record: RunRecord, lock: RunLock | null): RunDirectory {
  const at = (name: string) => path.join(directory, name);
  const events = openEventLog(at(EVENTS_NAME));
  let current = record;
  let updates: Promise<void> = Promise.resolve();
  const applyPatch = async (patch: RunPatch) => {
    const latest = { ...(await readRunRecord(directory)), ...patch };
    // Through JSON, so that memory holds what a reader of the file will see.
    const checked = checkRunRecord(JSON.parse(JSON.stringify(latest)), at(RECORD_NAME));
    await writeRunRecord(directory, checked);
    current = checked;
  };
  return {
    path: directory,
    get record() {
      return current;
    },
    update: (patch) => {
      const done = updates.then(() => applyPatch(patch));
      updates = done.catch(() => undefined);
      return done;
    },
    appendEvent: events.append,
    readEvents: () => readEvents(directory),
    truncateEvents: events.truncate,
    writeState: (bytes) => writeFileAtomic(at(STATE_NAME), bytes),
    readState: () => readIfThere(at(STATE_NAME)),
    writeMemory: (bytes) => writeFileAtomic(at(MEMORY_NAME), bytes),
    readMemory: () => readIfThere(at(MEMORY_NAME)),
    writeMetrics: (metrics) => writeFileAtomic(at(METRICS_NAME), `${JSON.stringify(metrics, null, 2)}\n`),
    readMetrics: () => readJson(at(METRICS_NAME)),
    writeScores: (header, rows) => writeFileAtomic(at(SCORES_NAME), formatCsv(header, rows)),
    readScores: async () => {
      const bytes = await readIfThere(at(SCORES_NAME));
      return bytes && parseCsv(new TextDecoder().decode(bytes), at(SCORES_NAME));
    },
    writePatchMaps: (bytes) => writeFileAtomic(at(PATCH_MAPS_NAME), bytes),
    readPatchMaps: () => readIfThere(at(PATCH_MAPS_NAME)),
    mapFile: (category, id) => mapFile(directory, category, id),
    file: (name) => fileInside(directory, name),
    close: async () => lock?.release(),
  };
}

/** Writes a record as run.json. Throws AnopleError "io". */
export async function writeRunRecord(directory: string, record: RunRecord): Promise<void> {
  await writeFileAtomic(path.join(directory, RECORD_NAME), `${JSON.stringify(record, null, 2)}\n`);
}

async function readIfThere(file: string): Promise<Uint8Array | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw ioError("read", file, error);
  }
}

async function readJson(file: string): Promise<unknown> {
  const bytes = await readIfThere(file);
  if (bytes === null) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const hint = "Evaluate the run again to re-create the file.";
    throw new AnopleError("run", `${file} is not valid JSON: ${messageOf(cause)}.`, hint, { cause });
  }
}

function fileInside(directory: string, name: string): string {
  const file = path.resolve(directory, name);
  const inside = path.relative(directory, file);
  if (inside === "" || inside.split(path.sep)[0] === ".." || path.isAbsolute(inside)) {
    throw new AnopleError("usage", `${name} is not the name of a file in ${directory}.`, "Give a plain file name.");
  }
  return file;
}
