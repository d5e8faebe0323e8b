import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { ioError } from "../base/atomicFile.ts";
import { AnopleError } from "../base/errors.ts";
import { parseRunRecord, type RunRecord } from "./runRecord.ts";

/** The record's name in a run directory. Where it is, there is a run. */
export const RECORD_NAME = "run.json";

/** Far above what hundreds of categories need; whatever is larger is no run.json. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Reads the record of a run directory.
 *
 * @throws AnopleError "io" if there is none or it can't be read, "run" if it is broken or of a newer version
 */
export async function readRunRecord(directory: string): Promise<RunRecord> {
  const file = path.join(directory, RECORD_NAME);
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) {
      throw new AnopleError("run", `${file} has ${size} bytes, which is too many for a run.`, "Choose another run.");
    }
    text = await readFile(file, "utf8");
  } catch (error) {
    throw ioError("read", file, error);
  }
  return parseRunRecord(text, file);
}
