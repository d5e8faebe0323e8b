import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatCsv, parseCsv } from "./csv.ts";

test("writes cells as RFC 4180 says", () => {
  const text = formatCsv(
    ["path", "score", "mask"],
    [
      ["a,b.png", 0.1, null],
      ['say "hi"', -1e-7, "two\nlines"],
      ["plain", 3, true],
    ],
  );
  assert.equal(text, 'path,score,mask\n"a,b.png",0.1,\n"say ""hi""",-1e-7,"two\nlines"\nplain,3,true\n');
});

test("a row of another length than the header is a bug", () => {
  assert.throws(() => formatCsv(["a", "b"], [["1"]]), RangeError);
});

test("reads a byte order mark, CRLF, lone CR, empty lines and a last line without an end", () => {
  const expected = {
    header: ["object", "mask"],
    rows: [
      ["candle", ""],
      ["pcb1", "a b.png"],
    ],
  };
  assert.deepEqual(parseCsv("\ufeffobject,mask\r\ncandle,\r\n\r\npcb1,a b.png"), expected);
  assert.deepEqual(parseCsv("object,mask\rcandle,\rpcb1,a b.png\r"), expected);
  assert.deepEqual(parseCsv("object,mask\ncandle,\npcb1,a b.png\n"), expected);
  assert.deepEqual(parseCsv(""), { header: [], rows: [] });
});

test("reads quoted cells with everything in them", () => {
  assert.deepEqual(parseCsv('a,b\r\n"x,""y""\r\nz",""\r\n').rows, [['x,"y"\r\nz', ""]]);
});

test("what can't be read is refused with file and line", () => {
  assert.throws(() => parseCsv("a,b\n1,2\n3\n", "split.csv"), {
    code: "data",
    message: "split.csv: line 3 has 1 cells and the header has 2.",
  });
  assert.throws(() => parseCsv('a\n"two\nlines"\n"open'), /line 4 opens a quote that is never closed/);
  assert.throws(() => parseCsv('a\n"b"c\n'), /line 2 goes on after a quoted cell/);
});

test("what was written is read back, whatever the cells hold", () => {
  const cell = fc.string({
    unit: fc.oneof(fc.constantFrom('"', ",", "\n", "\r", "\ufeff", "é"), fc.string()),
    maxLength: 6,
  });
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }));
  fc.assert(
    fc.property(table, ([header, ...rows]) => {
      assert.deepEqual(parseCsv(formatCsv(header!, rows)), { header: header!, rows });
    }),
  );
});

test("numbers keep all their digits", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      const [[text]] = parseCsv(formatCsv(["v"], [[value]])).rows as [[string]];
      assert.equal(Number(text), value === 0 ? 0 : value);
    }),
  );
});
