import { stat } from "node:fs/promises";
import path from "node:path";
import { codeOf, ioError } from "../base/atomicFile.ts";
import { AnopleError } from "../base/errors.ts";
import { removeLeftovers } from "./leftovers.ts";
import { RECORD_NAME, readRunRecord } from "./readRunRecord.ts";
import { type RunDirectory, runDirectory } from "./runDirectory.ts";
import { lockRun } from "./runLock.ts";

/** `maps/<data set>/<category>/test/<defect>/<map>` is the deepest file of a run. */
const MAX_DEPTH = 6;

/**
 * Opens a run.
 *
 * @param location the run directory, or any file or folder in it
 * @param options `lock: true` to go on with its training: no other training can then write to it until `close`
 * @throws AnopleError "run" if there is no run, its run.json is broken or of a newer version, or its lock is held; "io"
 */
export async function openRun(location: string, options: { lock?: boolean } = {}): Promise<RunDirectory> {
  const directory = await findRun(path.resolve(location));
  if (!options.lock) return runDirectory(directory, await readRunRecord(directory), null);
  const lock = await lockRun(directory);
  try {
    await removeLeftovers(directory);
    return runDirectory(directory, await readRunRecord(directory), lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function findRun(location: string): Promise<string> {
  if (!(await exists(location))) throw new AnopleError("run", `There is no run ${location}.`, "Check the path.");
  for (let folder = location, depth = 0; depth <= MAX_DEPTH; depth++) {
    if (await exists(path.join(folder, RECORD_NAME))) return folder;
    const above = path.dirname(folder);
    if (above === folder) break;
    folder = above;
  }
  const hint = "Name the directory of a run, as in .anople/runs/<date>-<name>.";
  throw new AnopleError("run", `${location} is no run: there is no ${RECORD_NAME}.`, hint);
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return false;
    throw ioError("read", file, error);
  }
}
