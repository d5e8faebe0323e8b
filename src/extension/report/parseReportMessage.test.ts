import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseReportMessage } from "./parseReportMessage.ts";

test("a message that the view sends is taken as it is", () => {
  const message = { type: "openImage", path: "/data/a b/00.png" };
  assert.deepEqual(parseReportMessage(message), message);
});

test("anything else is none", () => {
  const path = "/a.png";
  for (const value of [
    null,
    "openImage",
    [],
    {},
    { type: "openImage" },
    { type: "openImage", path: "" },
    { type: "openImage", path: 7 },
    { type: "openImage", path: [path] },
    { type: "openImage", path: "a".repeat(40_000) },
    { type: "openImage", path, also: "this" },
    { type: "run", path },
    { path },
  ])
    assert.equal(parseReportMessage(value), null, JSON.stringify(value)?.slice(0, 60));
  fc.assert(fc.property(fc.anything(), (value) => parseReportMessage(value) === null));
});
