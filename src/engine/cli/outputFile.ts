import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { codeOf, ioError } from "../base/atomicFile.ts";
import { AnopleError } from "../base/errors.ts";

/**
 * Makes sure, before long work, that a result can be written to `file` later: makes its folder.
 * @returns the absolute path
 * @throws AnopleError "usage" if `file` is a folder, "io" if its folder can't be made
 */
export async function prepareOutputFile(flag: string, file: string): Promise<string> {
  const absolute = path.resolve(file);
  try {
    if ((await stat(absolute)).isDirectory())
      throw new AnopleError("usage", `--${flag} is ${file}, which is a folder.`, "Name a file.");
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw ioError("write", absolute, error);
  }
  try {
    await mkdir(path.dirname(absolute), { recursive: true });
  } catch (error) {
    throw ioError("create", path.dirname(absolute), error);
  }
  return absolute;
}
