import { stat } from "node:fs/promises";
import { readMask } from "./readMask.ts";

/** A mask's answer is some 200 bytes; this many are kept, more than any data set that needs them has. */
const MAX_KNOWN = 20_000;

/** By path, size and time of change: a data set is indexed for each view and command, and decoding takes the most time. */
const known = new Map<string, boolean>();

/**
 * Whether a mask marks any pixel.
 *
 * @throws AnopleError "data" if it can't be decoded
 */
export async function marksAnything(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null); // decoding says what is wrong
  const key = `${found?.size} ${found?.mtimeMs} ${file}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const marks = (await readMask(file)).data.includes(1);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, marks);
  return marks;
}
