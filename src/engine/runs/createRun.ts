import { mkdir, readdir, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { codeOf, ioError, TEMPORARY_NAME } from "../base/atomicFile.ts";
import { AnopleError } from "../base/errors.ts";
import { removeLeftovers } from "./leftovers.ts";
import { RECORD_NAME, readRunRecord } from "./readRunRecord.ts";
import { RESULT_NAMES, type RunDirectory, runDirectory, writeRunRecord } from "./runDirectory.ts";
import { LOCK_NAME, lockRun, type RunLock } from "./runLock.ts";
import { runName } from "./runName.ts";
import { checkRunRecord, RUN_FORMAT, type RunRecord } from "./runRecord.ts";

/** What a new run is made from; the format, the id and the time are set when it is made. */
export type NewRun = Omit<RunRecord, "format" | "id" | "createdAt">;

/**
 * Makes the run `<parent>/<yyyyMMdd-HHmmss>-<slug>`, with "-2" and so on behind it if that is taken, and locks it for
 * training. Folders above are made as needed.
 *
 * @throws AnopleError "io" if it can't be written, "run" if the record has a wrong field
 */
export async function createRun(parent: string, slug: string, record: NewRun): Promise<RunDirectory> {
  const now = new Date();
  const base = path.resolve(parent, runName(slug, now));
  await makeFolder(path.dirname(base));
  for (let n = 1; ; n++) {
    const directory = n === 1 ? base : `${base}-${n}`;
    try {
      await mkdir(directory);
    } catch (error) {
      if (codeOf(error) === "EEXIST") continue;
      throw ioError("create", directory, error);
    }
    try {
      return await begin(directory, await lockRun(directory), record, now);
    } catch (error) {
      await rmdir(directory).catch(() => undefined);
      throw error;
    }
  }
}

/**
 * Makes a run in a directory that the user named, and locks it for training. The results of an earlier run in it are
 * deleted; other files stay.
 *
 * @throws AnopleError "run" if the directory holds anything but a run, another training writes into it, or the record has
 *   a wrong field; "io" if it can't be written
 */
export async function createRunAt(directory: string, record: NewRun): Promise<RunDirectory> {
  const absolute = path.resolve(directory);
  await makeFolder(absolute);
  await refuseForeignFiles(absolute);
  return begin(absolute, await lockRun(absolute), record, new Date());
}

async function begin(directory: string, lock: RunLock, given: NewRun, now: Date): Promise<RunDirectory> {
  try {
    const made = { ...given, format: RUN_FORMAT, id: path.basename(directory), createdAt: now.toISOString() };
    const record = checkRunRecord(JSON.parse(JSON.stringify(made)), path.join(directory, RECORD_NAME));
    // Results go first: a new record must never stand beside an old state.
    for (const name of RESULT_NAMES) await remove(path.join(directory, name));
    await removeLeftovers(directory);
    await writeRunRecord(directory, record);
    return runDirectory(directory, record, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A folder with a valid run.json is a run. Anything else that isn't empty could be the user's own work. */
async function refuseForeignFiles(directory: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    throw ioError("read", directory, error);
  }
  if (names.includes(RECORD_NAME)) await readRunRecord(directory);
  else if (names.some((name) => !name.startsWith(LOCK_NAME) && !TEMPORARY_NAME.test(name))) {
    const message = `${directory} is not empty and not a run.`;
    throw new AnopleError("run", message, "Nothing was changed. Name a new or an empty directory.");
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if (codeOf(error) === "EEXIST") {
      throw new AnopleError("run", `${folder} is a file, not a directory.`, "Name a directory.", { cause: error });
    }
    throw ioError("create", folder, error);
  }
}

async function remove(file: string): Promise<void> {
  try {
    await rm(file, { recursive: true, force: true });
  } catch (error) {
    throw ioError("delete", file, error);
  }
}
