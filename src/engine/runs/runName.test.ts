import assert from "node:assert/strict";
import { test } from "node:test";
import { runName } from "./runName.ts";

test("date and time in local time, then the cleaned slug", () => {
  const at = new Date(2024, 0, 2, 3, 4, 5);
  assert.equal(runName("bottle", at), "20240102-030405-bottle");
  assert.equal(runName("metal_nut 1-shot", at), "20240102-030405-metal_nut-1-shot");
  assert.equal(runName('../..\\Gehäuse "x"', at), "20240102-030405-Gehäuse-x");
  assert.equal(runName(" ?/ ", at), "20240102-030405-run");
  assert.equal(runName("", at), "20240102-030405-run");
  assert.equal(runName("𝒳".repeat(200), at), `20240102-030405-${"𝒳".repeat(60)}`);
});
