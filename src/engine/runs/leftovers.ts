import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { ioError, TEMPORARY_NAME } from "../base/atomicFile.ts";
import { isProcessAlive } from "./runLock.ts";

/** Deletes the temporary files that processes which are gone left in a folder: a killed one may leave large ones. */
export async function removeLeftovers(folder: string): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      const pid = TEMPORARY_NAME.exec(name)?.[1];
      if (pid !== undefined && !isProcessAlive(Number(pid))) await rm(path.join(folder, name), { force: true });
    }
  } catch (error) {
    throw ioError("delete", folder, error);
  }
}
