import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTable, textWidth } from "./table.ts";

test("columns are as wide as they need, numbers to the right, no blanks at the line ends", () => {
  const table = formatTable(
    [{ title: "name" }, { title: "score", align: "right" }, { title: "note" }],
    [
      ["a", "1.5", ""],
      ["longer name", "10.25", "ok"],
    ],
  );
  assert.equal(table, "  name         score  note\n  a              1.5\n  longer name  10.25  ok\n");
});

test("wide characters and combining marks count as the terminal draws them", () => {
  assert.deepEqual(["abc", "日本", "e\u0301", "👍", ""].map(textWidth), [3, 4, 1, 2, 0]);
  assert.equal(formatTable([{ title: "名" }, { title: "n" }], [["e\u0301é", "1"]]), "  名  n\n  e\u0301é  1\n");
});

test("a cell can't break the line or send commands to the terminal", () => {
  const table = formatTable([{ title: "name" }], [["a\nb\u001b[2J\u202ec"]]);
  assert.equal(table, "  name\n  a b\ufffd[2J\ufffdc\n");
});
