import { readFile, stat } from "node:fs/promises";
import { AnopleError, messageOf } from "../base/errors.ts";

/** 100 megapixels of 16-bit RGBA, uncompressed, with room for a header. */
const MAX_BYTES = 2 ** 20 * 800;

/**
 * The bytes of an image file. Files are read here, not by the decoder, so that a file which changes on disk is never
 * served from the decoder's cache. Throws AnopleError("data") for what is missing, unreadable, not a file, empty or
 * larger than any picture within the size limits.
 */
export async function readImageBytes(file: string): Promise<Uint8Array> {
  try {
    const info = await stat(file);
    if (info.isDirectory()) throw unusable(`${file} is a folder, not an image.`, "Name a picture inside it.");
    if (!info.isFile()) throw unusable(`${file} is not a regular file.`, "Name a picture on disk.");
    if (info.size > MAX_BYTES)
      throw unusable(`${file} is too large: ${info.size} bytes.`, "Scale the picture down or cut it into tiles.");
    const bytes = await readFile(file);
    if (bytes.length === 0) throw unusable(`${file} is empty (0 bytes).`, "Copy or export the picture again.");
    return bytes;
  } catch (error) {
    if (error instanceof AnopleError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw unusable(`${file} does not exist.`, "Check the path, or index the data set again.", error);
    throw unusable(`${file} can't be read: ${messageOf(error)}.`, "Check the file's permissions.", error);
  }
}

function unusable(message: string, hint: string, cause?: unknown): AnopleError {
  return new AnopleError("data", message, hint, { cause });
}
