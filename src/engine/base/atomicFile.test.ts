import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { type AtomicFileSystem, ioError, TEMPORARY_NAME, writeFileAtomic } from "./atomicFile.ts";
import { AnopleError } from "./errors.ts";

let folder: string;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople atomic 'é\" "));
});
after(() => fs.rm(folder, { recursive: true, force: true }));

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: made up`), { code });
}

/** The real file system, but `call` of each opened file fails with `code` after half of the data is on the disk. */
function failingHandle(call: "writeFile" | "sync" | "close", code: string): AtomicFileSystem {
  const open = async (...parameters: Parameters<typeof fs.open>) => {
    const handle = await fs.open(...parameters);
    const real = handle[call].bind(handle) as (...values: unknown[]) => Promise<unknown>;
    Object.defineProperty(handle, call, {
      value: async (data?: unknown) => {
        if (call === "writeFile") await handle.write(String(data).slice(0, 3));
        else await real();
        throw failure(code);
      },
    });
    return handle;
  };
  return { open, rename: fs.rename, rm: fs.rm };
}

test("writes text as UTF-8 and bytes as they are, and replaces what was there", async () => {
  const file = path.join(folder, "größe 'a' \"b\".txt");
  await writeFileAtomic(file, "naïve ✓");
  assert.equal(await fs.readFile(file, "utf8"), "naïve ✓");
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);
  await writeFileAtomic(file, bytes.subarray(1, 500));
  assert.deepEqual(new Uint8Array(await fs.readFile(file)), bytes.slice(1, 500));
  assert.deepEqual(await fs.readdir(folder), [path.basename(file)]);
});

test("a file name as long as the file system allows works", async () => {
  const file = path.join(folder, "x".repeat(255));
  await writeFileAtomic(file, "long");
  assert.equal(await fs.readFile(file, "utf8"), "long");
  await fs.rm(file);
});

for (const [call, code, reason] of [
  ["writeFile", "ENOSPC", "the disk is full"],
  ["sync", "EIO", "the disk reports a fault"],
  ["close", "EDQUOT", "the disk quota is used up"],
] as const) {
  test(`${code} on ${call}: the old file stays, nothing is left over, the error says "${reason}"`, async () => {
    const own = await fs.mkdtemp(path.join(folder, "full "));
    const file = path.join(own, "run.json");
    await fs.writeFile(file, "old");
    await assert.rejects(writeFileAtomic(file, "new content", failingHandle(call, code)), (error) => {
      assert.ok(error instanceof AnopleError);
      assert.equal(error.code, "io");
      assert.equal(error.message, `Can't write ${file}: ${reason}.`);
      assert.match(error.hint, /previous content .* is kept/);
      assert.equal((error.cause as NodeJS.ErrnoException).code, code);
      return true;
    });
    assert.equal(await fs.readFile(file, "utf8"), "old");
    assert.deepEqual(await fs.readdir(own), ["run.json"]);
  });
}

test("no permission to open or to rename is said as such", async () => {
  const own = await fs.mkdtemp(path.join(folder, "denied "));
  const file = path.join(own, "a.json");
  const deny = async () => {
    throw failure("EACCES");
  };
  await assert.rejects(writeFileAtomic(file, "x", { open: deny, rename: fs.rename, rm: fs.rm }), {
    code: "io",
    message: `Can't write ${file}: no permission.`,
  });
  await assert.rejects(writeFileAtomic(file, "x", { open: fs.open, rename: deny, rm: fs.rm }), /no permission/);
  assert.deepEqual(await fs.readdir(own), []);
});

test("a target that is busy for a moment is tried again", async () => {
  const file = path.join(folder, "busy.txt");
  let refusals = 2;
  const rename: typeof fs.rename = async (from, to) => {
    if (refusals-- > 0) throw failure("EBUSY");
    await fs.rename(from, to);
  };
  await writeFileAtomic(file, "written", { open: fs.open, rename, rm: fs.rm });
  assert.equal(await fs.readFile(file, "utf8"), "written");
  await fs.rm(file);
});

test("a missing folder names the file", async () => {
  const file = path.join(folder, "not there", "a.txt");
  await assert.rejects(writeFileAtomic(file, "x"), { code: "io", message: `Can't write ${file}: it doesn't exist.` });
});

test("temporary files can be told by their name, with the process that writes them", async () => {
  const seen: string[] = [];
  const rename: typeof fs.rename = async (from, to) => {
    seen.push(path.basename(String(from)));
    assert.equal(path.dirname(String(from)), folder);
    await fs.rename(from, to);
  };
  await Promise.all(
    ["a", "b"].map((name) => writeFileAtomic(path.join(folder, name), name, { open: fs.open, rename, rm: fs.rm })),
  );
  assert.notEqual(seen[0], seen[1]);
  for (const name of seen) assert.equal(TEMPORARY_NAME.exec(name)?.[1], String(process.pid));
});

test("ioError passes AnopleErrors through and tells unknown errors in their own words", () => {
  const own = new AnopleError("cancelled", "Stopped.");
  assert.equal(ioError("read", "f", own), own);
  assert.equal(ioError("read", "f", new Error("odd")).message, "Can't read f: odd.");
});
