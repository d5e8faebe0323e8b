/** Files that are either the old one or the new one, never half of one. */

import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import path from "node:path";
import { AnopleError, messageOf } from "./errors.ts";

/** The file system calls that an atomic write makes. Tests pass their own to act out a full disk. */
export type AtomicFileSystem = Pick<typeof fs, "open" | "rename" | "rm">;

/** Windows refuses to replace a file that a virus scanner or an editor has open; that ends within moments. */
const RENAME_RETRIES_MS = [20, 50, 100, 200];
const RENAME_BUSY = new Set(["EPERM", "EACCES", "EBUSY"]);

/** Matches the names of the temporary files; the group is the process that writes them. */
export const TEMPORARY_NAME = /^\.anople-(\d+)-[0-9a-f]{12}\.tmp$/;

/**
 * Writes `data` into a temporary file beside `file`, flushes it to the disk and renames it to `file`. Whoever reads
 * `file` sees the old or the new content, whenever the process or the machine dies. A string is written as UTF-8.
 *
 * @throws AnopleError "io" when it can't be written; the old file is then untouched and the temporary one removed
 */
export async function writeFileAtomic(
  file: string,
  data: string | Uint8Array,
  files: AtomicFileSystem = fs,
): Promise<void> {
  // Not derived from the file's name, which may be as long as the file system allows already.
  const temporary = path.join(path.dirname(file), `.anople-${process.pid}-${randomBytes(6).toString("hex")}.tmp`);
  try {
    const handle = await files.open(temporary, "wx");
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameWithRetries(temporary, file, files);
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => undefined);
    throw ioError("write", file, error, "The previous content of the file is kept.");
  }
}

async function renameWithRetries(from: string, to: string, files: AtomicFileSystem): Promise<void> {
  for (const pause of RENAME_RETRIES_MS) {
    try {
      return await files.rename(from, to);
    } catch (error) {
      if (!RENAME_BUSY.has(codeOf(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return files.rename(from, to);
}

/** What the system's error codes mean, and what to do. */
const REASONS: Record<string, readonly [reason: string, advice: string]> = {
  ENOSPC: ["the disk is full", "Free some space and try again."],
  EDQUOT: ["the disk quota is used up", "Free some space and try again."],
  EACCES: ["no permission", "Check who owns the file and its folder."],
  EPERM: ["no permission", "Check who owns the file and its folder, and that no other program has it open."],
  EBUSY: ["another program has it open", "Close that program and try again."],
  EROFS: ["the disk is read-only", "Choose a folder on a disk that can be written to."],
  ENOENT: ["it doesn't exist", "Check the path."],
  ENOTDIR: ["a part of its path is a file, not a folder", "Check the path."],
  EISDIR: ["it is a folder, not a file", "Check the path."],
  EEXIST: ["a file of this name is in the way", "Choose another name."],
  ELOOP: ["its links lead in a circle", "Check the path."],
  EMFILE: ["too many files are open", "Close some programs and try again."],
  ENAMETOOLONG: ["the path is too long", "Choose a folder with a shorter path."],
  EIO: ["the disk reports a fault", "Check the disk."],
};

/**
 * The error for a file that can't be read or written. Errors that already are AnopleErrors pass through.
 *
 * @param action what was tried, as in "Can't write <file>"
 * @param kept what is still there, said before the advice
 */
export function ioError(
  action: "read" | "write" | "create" | "delete",
  file: string,
  error: unknown,
  kept = "",
): AnopleError {
  if (error instanceof AnopleError) return error;
  const [reason, advice] = REASONS[codeOf(error)] ?? [messageOf(error), ""];
  return new AnopleError("io", `Can't ${action} ${file}: ${reason}.`, `${kept} ${advice}`.trim(), { cause: error });
}

/** The system's code of a failed file operation ("ENOENT", …), or "" for any other error. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}
