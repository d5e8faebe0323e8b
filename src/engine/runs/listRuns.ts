import { readdir } from "node:fs/promises";
import path from "node:path";
import { codeOf, ioError } from "../base/atomicFile.ts";
import type { AnopleError } from "../base/errors.ts";
import { RECORD_NAME, readRunRecord } from "./readRunRecord.ts";
import { isRunLocked } from "./runLock.ts";
import type { RunRecord } from "./runRecord.ts";

/** A run in a list. One that is broken is listed too, with the reason. */
export type ListedRun = {
  /** The run directory, absolute. */
  path: string;
  /** Whether a process that is alive trains it now; a record may say "running" after a crash. */
  live: boolean;
} & ({ record: RunRecord; error: null } | { record: null; error: AnopleError });

/**
 * The runs in a folder, newest first and broken ones last. A folder that doesn't exist has none.
 *
 * @throws AnopleError "io" if the folder can't be read
 */
export async function listRuns(parent: string): Promise<ListedRun[]> {
  const folder = path.resolve(parent);
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw ioError("read", folder, error);
  }
  const runs: ListedRun[] = [];
  for (const name of names) {
    const run = await readListedRun(path.join(folder, name));
    if (run) runs.push(run);
  }
  return runs.sort(newestFirst);
}

/** The order of lists of runs. */
export function newestFirst(a: ListedRun, b: ListedRun): number {
  return compare(b.record?.createdAt ?? "", a.record?.createdAt ?? "") || compare(b.path, a.path);
}

/** The run in a directory, as in a list; null for what is no run. */
export async function readListedRun(directory: string): Promise<ListedRun | null> {
  try {
    if (!(await readdir(directory)).includes(RECORD_NAME)) return null;
    const record = await readRunRecord(directory);
    return { path: directory, live: await isRunLocked(directory), record, error: null };
  } catch (error) {
    if (codeOf(error) === "ENOTDIR" || codeOf(error) === "ENOENT") return null;
    const reason = ioError("read", directory, error);
    return { path: directory, live: false, record: null, error: reason };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
