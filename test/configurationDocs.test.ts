import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

test("docs/configuration.md tells the settings that the code has", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/configuration-docs.mjs", "--check"], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
});
