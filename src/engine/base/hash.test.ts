import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { sha256OfBytes, sha256OfFile } from "./hash.ts";

test("agrees with the examples of FIPS 180-2, for bytes and for files", async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "anople hash "));
  try {
    const cases: [string, string][] = [
      ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
      ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
      ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
    ];
    for (const [text, digest] of cases) {
      const file = path.join(folder, "größe.bin");
      await fs.writeFile(file, text);
      assert.equal(sha256OfBytes(new TextEncoder().encode(text)), digest);
      assert.equal(await sha256OfFile(file), digest);
    }
  } finally {
    await fs.rm(folder, { recursive: true });
  }
});

test("a file that can't be read is named", async () => {
  const file = path.join(os.tmpdir(), "anople-no-such-file");
  await assert.rejects(sha256OfFile(file), { code: "io", message: `Can't read ${file}: it doesn't exist.` });
});
