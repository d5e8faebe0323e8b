/** events.ndjson: the log of a run, one JSON object a line. Appended to, never rewritten. */

import { appendFile, open, readFile, truncate } from "node:fs/promises";
import path from "node:path";
import { codeOf, ioError } from "../base/atomicFile.ts";

/** The log's name in a run directory. */
export const EVENTS_NAME = "events.ndjson";

export interface EventLog {
  /** Adds a line. Calls need not wait for one another; lines keep the order of the calls. */
  append(event: object): Promise<void>;
  /** Drops the first event whose `step` is greater than `step` and all that follow, and a half-written last line. */
  truncate(step: number): Promise<void>;
}

/**
 * Reads the log of a run.
 *
 * @param location the run directory or its events.ndjson
 * @returns the events in order; none if there is no log yet. Lines that a crash left unfinished are passed over.
 * @throws AnopleError "io" if the log can't be read
 */
export async function readEvents(location: string): Promise<Record<string, unknown>[]> {
  const file = path.basename(location) === EVENTS_NAME ? location : path.join(location, EVENTS_NAME);
  const events: Record<string, unknown>[] = [];
  for (const { event } of lines(await readBytes(file))) if (event) events.push(event);
  return events;
}

/** A writer of the log `file`. Throws AnopleError "io" on a full disk and the like; what was logged before stays. */
export function openEventLog(file: string): EventLog {
  // After a crash or a failed append the file may end within a line.
  let unsureOfEnd = true;
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  const append = async (event: object) => {
    try {
      const lineBreak = unsureOfEnd && !(await isCompleteOrMissing(file)) ? "\n" : "";
      unsureOfEnd = true;
      await appendFile(file, `${lineBreak}${JSON.stringify(event)}\n`);
      unsureOfEnd = false;
    } catch (error) {
      throw ioError("write", file, error, "The events logged before are kept.");
    }
  };
  const cut = async (step: number) => {
    try {
      const bytes = await readBytes(file);
      const end = endOfStep(bytes, step);
      if (end < bytes.length) await truncate(file, end);
    } catch (error) {
      throw ioError("write", file, error);
    }
  };
  return { append: (event) => inTurn(() => append(event)), truncate: (step) => inTurn(() => cut(step)) };
}

async function isCompleteOrMissing(file: string): Promise<boolean> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, "r");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return true;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    if (size === 0) return true;
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] === 10;
  } finally {
    await handle.close();
  }
}

/** Where the log ends if only the steps up to `step` are kept, in bytes. */
function endOfStep(bytes: Buffer, step: number): number {
  let end = 0;
  for (const line of lines(bytes)) {
    if (typeof line.event?.step === "number" && line.event.step > step) return line.start;
    if (line.complete) end = line.end;
  }
  return end;
}

interface Line {
  /** Null if the line is no JSON object. */
  event: Record<string, unknown> | null;
  /** Whether a line break ends it. */
  complete: boolean;
  start: number;
  end: number;
}

function* lines(bytes: Buffer): Generator<Line> {
  for (let start = 0; start < bytes.length; ) {
    const lineBreak = bytes.indexOf(10, start);
    const complete = lineBreak >= 0;
    const end = complete ? lineBreak + 1 : bytes.length;
    yield { event: parseEvent(bytes.toString("utf8", start, end)), complete, start, end };
    start = end;
  }
}

function parseEvent(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return Buffer.alloc(0);
    throw ioError("read", file, error);
  }
}
