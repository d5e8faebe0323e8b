import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isProcessAlive, isRunLocked, lockRun } from "./runLock.ts";
import { childJob, startChild } from "./testing.ts";

const job = childJob();
if (job) {
  await lockRun(job.directory!);
  console.log("locked");
  // Until the parent ends this process.
  process.stdin.resume();
} else {
  lockTests();
}

function lockTests() {
  const self = fileURLToPath(import.meta.url);

  async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople lock 'ü\" "));
    try {
      await work(folder);
    } finally {
      await fs.rm(folder, { recursive: true, force: true });
    }
  }

  const write = (folder: string, content: object | string) =>
    fs.writeFile(path.join(folder, "run.lock"), typeof content === "string" ? content : JSON.stringify(content));

  test("another live process's lock is refused and named; when that is killed, its lock is taken over", () =>
    inFolder(async (folder) => {
      const child = startChild(self, { directory: folder });
      try {
        await child.says("locked");
        assert.equal(await isRunLocked(folder), true);
        await assert.rejects(lockRun(folder), {
          code: "run",
          message: new RegExp(`^Process ${child.pid}, started .*, is training into `),
          hint: /delete .*run\.lock/,
        });
      } finally {
        await child.kill();
      }
      assert.equal(isProcessAlive(child.pid), false);
      assert.equal(await isRunLocked(folder), false);
      const lock = await lockRun(folder);
      assert.equal(await isRunLocked(folder), true);
      await lock.release();
      assert.deepEqual(await fs.readdir(folder), []);
    }));

  test("the same process can't lock twice, and can again after release", () =>
    inFolder(async (folder) => {
      const lock = await lockRun(folder);
      await assert.rejects(lockRun(folder), { code: "run" });
      await lock.release();
      const again = await lockRun(folder);
      // The first lock is gone; releasing it once more must not release the second.
      await lock.release();
      assert.equal(await isRunLocked(folder), true);
      await again.release();
    }));

  test("of many who find a stale lock at once, one gets it", () =>
    inFolder(async (folder) => {
      await write(folder, { pid: process.pid, startedAt: "2020-01-01T00:00:00.000Z", host: os.hostname() });
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(folder)));
      assert.equal(results.filter((result) => result.status === "fulfilled").length, 1);
      assert.deepEqual(await fs.readdir(folder), ["run.lock"]);
    }));

  test("a takeover that a crash cut short doesn't block the run for good", () =>
    inFolder(async (folder) => {
      await write(folder, "");
      const guard = path.join(folder, "run.lock.takeover");
      await fs.writeFile(guard, "");
      const minuteAgo = new Date(Date.now() - 60_000);
      await fs.utimes(guard, minuteAgo, minuteAgo);
      await (await lockRun(folder)).release();
      assert.deepEqual(await fs.readdir(folder), []);
    }));

  test("this process's number with another start time is a dead process", () =>
    inFolder(async (folder) => {
      await write(folder, { pid: process.pid, startedAt: "2020-01-01T00:00:00.000Z", host: os.hostname() });
      assert.equal(await isRunLocked(folder), false);
      await (await lockRun(folder)).release();
    }));

  test("another machine's lock is never taken over", () =>
    inFolder(async (folder) => {
      await write(folder, { pid: 1, startedAt: "2020-01-01T00:00:00.000Z", host: "another" });
      await assert.rejects(lockRun(folder), { code: "run", message: /Process 1 on another, / });
    }));

  test("a lock that a crash left empty or broken is taken over", () =>
    inFolder(async (folder) => {
      for (const content of ["", "{", '{"pid":-1,"startedAt":"","host":""}']) {
        await write(folder, content);
        assert.equal(await isRunLocked(folder), false);
        await (await lockRun(folder)).release();
      }
    }));

  test("a missing folder is an io error that names the lock", async () => {
    const folder = path.join(os.tmpdir(), "anople-no-such-run");
    await assert.rejects(lockRun(folder), { code: "io", message: /run\.lock: it doesn't exist/ });
    assert.equal(await isRunLocked(folder), false);
  });
}
