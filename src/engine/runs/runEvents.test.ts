import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { openEventLog, readEvents } from "./runEvents.ts";

let base: string;
before(async () => {
  base = await fs.mkdtemp(path.join(os.tmpdir(), "anople events 'ü\" "));
});
after(() => fs.rm(base, { recursive: true, force: true }));

async function logFile(content?: string): Promise<string> {
  const file = path.join(await fs.mkdtemp(path.join(base, "log ")), "events.ndjson");
  if (content !== undefined) await fs.writeFile(file, content);
  return file;
}

test("events come back in the order of the calls, from the file's path and from the run's", async () => {
  const file = await logFile();
  assert.deepEqual(await readEvents(file), []);
  const log = openEventLog(file);
  const events = Array.from({ length: 50 }, (_, step) => ({ step, text: "größe\n".repeat(step % 3) }));
  await Promise.all(events.map((event) => log.append(event)));
  assert.deepEqual(await readEvents(file), events);
  assert.deepEqual(await readEvents(path.dirname(file)), events);
  assert.equal((await fs.readFile(file, "utf8")).split("\n").length, 51);
});

test("wherever a crash cuts the log, the whole lines are read and logging goes on", async () => {
  const events = [{ step: 1, loss: 0.5 }, { note: "é✓" }, { step: 2 }];
  const bytes = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  for (let length = 0; length <= bytes.length; length++) {
    const file = await logFile();
    await fs.writeFile(file, bytes.subarray(0, length));
    const breaks = bytes.subarray(0, length + 1).filter((byte) => byte === 10).length;
    const whole = events.slice(0, breaks);
    assert.deepEqual(await readEvents(file), whole);
    const log = openEventLog(file);
    await log.append({ step: 3 });
    await log.append({ step: 4 });
    assert.deepEqual(await readEvents(file), [...whole, { step: 3 }, { step: 4 }]);
  }
});

test("lines that are no JSON objects are passed over", async () => {
  assert.deepEqual(await readEvents(await logFile('{"a":1}\n[1]\n7\nnull\n{"b":\n\n{"c":2}\n')), [{ a: 1 }, { c: 2 }]);
});

test("truncating keeps what came up to a step and drops all from the first later one on", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ step: fc.nat(9), note: fc.string() }, { requiredKeys: ["note"] }), { maxLength: 12 }),
      fc.nat(10),
      fc.boolean(),
      async (events, step, cut) => {
        const text = events.map((event) => `${JSON.stringify(event)}\n`).join("");
        const file = await logFile(cut ? `${text}{"step":0,"no` : text);
        await openEventLog(file).truncate(step);
        const first = events.findIndex((event) => event.step !== undefined && event.step > step);
        const kept = first < 0 ? events : events.slice(0, first);
        assert.equal(await fs.readFile(file, "utf8"), kept.map((event) => `${JSON.stringify(event)}\n`).join(""));
      },
    ),
    { numRuns: 50 },
  );
});

test("truncating a log that isn't there makes none", async () => {
  const file = await logFile();
  await openEventLog(file).truncate(3);
  await assert.rejects(fs.stat(file), { code: "ENOENT" });
});

test("a log that can't be written is named, and later events are not lost with it", async () => {
  const file = await logFile();
  await fs.mkdir(file);
  const log = openEventLog(file);
  await assert.rejects(log.append({ step: 1 }), { code: "io", message: /^Can't write .*events\.ndjson/ });
  await fs.rmdir(file);
  await log.append({ step: 2 });
  assert.deepEqual(await readEvents(file), [{ step: 2 }]);
});
