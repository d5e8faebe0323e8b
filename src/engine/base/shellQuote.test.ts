import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { shellQuote } from "./shellQuote.ts";

const WORDS = [
  "data/hazelnut",
  "with space",
  "it's",
  '"quoted"',
  "$HOME `x` *",
  "größe ✓",
  "back\\slash",
  "--set",
  "a=b",
  "",
  "\n",
  "!x;y&z|(a)",
];

test("a POSIX shell reads the words back", { skip: process.platform === "win32" }, () => {
  const line = WORDS.map((word) => shellQuote(word, "linux")).join(" ");
  const read = execFileSync("sh", ["-c", `for word in ${line}; do printf '%s\\0' "$word"; done`], { encoding: "utf8" });
  assert.deepEqual(read.split("\0").slice(0, -1), WORDS);
});

test("plain words stay plain, and PowerShell's quotes are doubled", () => {
  assert.equal(shellQuote("runs/a_b-1.json", "linux"), "runs/a_b-1.json");
  assert.equal(shellQuote("C:\\runs\\a", "win32"), "C:\\runs\\a");
  assert.equal(shellQuote("it's here", "win32"), "'it''s here'");
});
