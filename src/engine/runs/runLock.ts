/** run.lock: one process trains into a run at a time. */

import { randomBytes } from "node:crypto";
import { open, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as v from "valibot";
import { codeOf, ioError } from "../base/atomicFile.ts";
import { AnopleError } from "../base/errors.ts";

/** The lock's name in a run directory. */
export const LOCK_NAME = "run.lock";

/** A lock is written in one go right after it is created; one without content for longer was left by a crash. */
const WRITING_MS = 200;

/** A takeover lasts milliseconds; one that lasts longer than this was left by a crash. */
const TAKEOVER_MAX_MS = 10_000;
const TAKEOVER_WAIT_MS = 20;

/** When this process began, ISO 8601. With the number it names a process, for numbers are used again. */
const STARTED_AT = new Date(Date.now() - process.uptime() * 1000).toISOString();

/** The clocks behind STARTED_AT are read one after the other, so it differs a little between copies of this module. */
const STARTED_TOLERANCE_MS = 2000;

const lockSchema = v.object({
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  startedAt: v.string(),
  host: v.string(),
});

/** The process that holds a lock. */
type Holder = v.InferOutput<typeof lockSchema>;

export interface RunLock {
  /** Gives the lock back. More calls do nothing. */
  release(): Promise<void>;
}

/**
 * Takes the lock of a run directory, over a dead process's if need be.
 *
 * @throws AnopleError "run" if another training holds it, "io" if the directory can't be written to
 */
export async function lockRun(directory: string): Promise<RunLock> {
  const file = path.join(directory, LOCK_NAME);
  // The token tells this lock from a later one of the same process.
  const holder = {
    pid: process.pid,
    startedAt: STARTED_AT,
    host: os.hostname(),
    token: randomBytes(8).toString("hex"),
  };
  const content = `${JSON.stringify(holder)}\n`;
  for (;;) {
    try {
      await createLock(file, content);
      return { release: () => release(file, content) };
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw ioError("write", file, error);
    }
    const seen = await readSettled(file);
    if (seen === null) continue;
    const other = parseHolder(seen);
    if (other && isAlive(other)) throw held(directory, other);
    await removeStale(file, seen);
  }
}

/** Writes a lock that isn't there yet. On a full disk none is left, for a lock without content would look like a crash's. */
async function createLock(file: string, content: string): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** Whether a process that is alive holds the run's lock, as far as this machine can tell. */
export async function isRunLocked(directory: string): Promise<boolean> {
  const content = await readLock(path.join(directory, LOCK_NAME));
  const holder = content === null ? null : parseHolder(content);
  return holder !== null && isAlive(holder);
}

/** Whether a process of this number runs on this machine. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process can't be signalled but is there.
    return codeOf(error) === "EPERM";
  }
}

function isAlive(holder: Holder): boolean {
  // Another machine's processes can't be seen from here; to be safe they count as alive.
  if (holder.host !== os.hostname()) return true;
  // After a restart of a container the numbers begin anew, and this process may have the number of the dead one.
  if (holder.pid === process.pid) {
    return Math.abs(Date.parse(holder.startedAt) - Date.parse(STARTED_AT)) < STARTED_TOLERANCE_MS;
  }
  return isProcessAlive(holder.pid);
}

/**
 * Deletes a dead process's lock. Of two processes that found it stale, the slower must not delete the faster's new lock,
 * so whoever deletes holds a second lock for that moment; without it this only waits.
 */
async function removeStale(file: string, seen: string): Promise<void> {
  const guard = `${file}.takeover`;
  try {
    await writeFile(guard, "", { flag: "wx" });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw ioError("write", guard, error);
    await new Promise((resolve) => setTimeout(resolve, TAKEOVER_WAIT_MS));
    const age = Date.now() - (await stat(guard).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > TAKEOVER_MAX_MS) await rm(guard, { force: true });
    return;
  }
  try {
    if ((await readLock(file)) === seen) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function release(file: string, content: string): Promise<void> {
  if ((await readLock(file)) === content) await rm(file, { force: true });
}

/** The lock's content, given time if its holder is just writing it; null if the lock is gone. */
async function readSettled(file: string): Promise<string | null> {
  const content = await readLock(file);
  if (content === null || parseHolder(content)) return content;
  await new Promise((resolve) => setTimeout(resolve, WRITING_MS));
  return readLock(file);
}

async function readLock(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw ioError("read", file, error);
  }
}

function parseHolder(content: string): Holder | null {
  try {
    const result = v.safeParse(lockSchema, JSON.parse(content));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

function held(directory: string, holder: Holder): AnopleError {
  const where = holder.host === os.hostname() ? "" : ` on ${holder.host}`;
  return new AnopleError(
    "run",
    `Process ${holder.pid}${where}, started ${holder.startedAt}, is training into ${directory}.`,
    `Wait for it or stop it. If it is no training of AnoPLe, delete ${path.join(directory, LOCK_NAME)}.`,
  );
}
