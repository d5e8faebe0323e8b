import { mkdir } from "node:fs/promises";
import path from "node:path";
import { ioError, writeFileAtomic } from "../base/atomicFile.ts";

/** Writes a file whose folder need not exist yet. Throws AnopleError("io"). */
export async function writeInNewFolder(file: string, bytes: Uint8Array): Promise<void> {
  const folder = path.dirname(file);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw ioError("create", folder, error);
  }
  await writeFileAtomic(file, bytes);
}
