/** SHA-256, by which run files tell whether an image or a model is still the same. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { ioError } from "./atomicFile.ts";

/**
 * SHA-256 of a file's bytes, 64 lower-case hexadecimal digits. Reads in pieces, so that size doesn't matter.
 *
 * @throws AnopleError "io" if the file can't be read
 */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(file)) hash.update(piece);
  } catch (error) {
    throw ioError("read", file, error);
  }
  return hash.digest("hex");
}

/** SHA-256 of `bytes`, 64 lower-case hexadecimal digits. */
export function sha256OfBytes(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
