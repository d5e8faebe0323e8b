import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "./nearest.ts";

const FLAGS = ["shots", "support", "seed", "seeds", "preset", "threshold", "json", "json-file"];

test("finds what a typing error meant", () => {
  for (const [typed, meant] of [
    ["shot", "shots"],
    ["shtos", "shots"],
    ["sede", "seed"],
    ["presset", "preset"],
    ["thresh", "threshold"],
    ["SEED", "seed"],
    ["jsonfile", "json-file"],
    ["suport", "support"],
  ])
    assert.equal(nearest(typed!, FLAGS), meant, typed);
});

test("says nothing for what is far from all", () => {
  for (const typed of ["x", "verbose", "learning-rate", ""]) assert.equal(nearest(typed, FLAGS), null, typed);
});
