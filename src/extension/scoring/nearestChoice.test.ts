import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { nearestChoice } from "./nearestChoice.ts";

const at = (...names: string[]) => path.resolve("/", "data", ...names);
const CHOSEN = { [at()]: "general", [at("nuts", "test")]: "special" };

test("a folder's own choice comes first, then the nearest above", () => {
  assert.equal(nearestChoice(at("nuts", "test"), CHOSEN), "special");
  assert.equal(nearestChoice(at("nuts", "test", "crack"), CHOSEN), "special");
  assert.equal(nearestChoice(at("nuts", "tests"), CHOSEN), "general");
  assert.equal(nearestChoice(at(), CHOSEN), "general");
});

test("nothing was chosen outside, and names of built-in properties are no choice", () => {
  assert.equal(nearestChoice(path.resolve("/", "other"), CHOSEN), undefined);
  assert.equal(nearestChoice("constructor", {}), undefined);
});
