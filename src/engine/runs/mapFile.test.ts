import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { mapFile } from "./mapFile.ts";

const run = path.resolve("/runs/a run");
const relative = (category: string, id: string) =>
  path
    .relative(run, mapFile(run, category, id))
    .split(path.sep)
    .join("/");

test("follows the tree that the evaluation of MVTec AD reads", () => {
  const cases: [string, string, string][] = [
    ["bottle", "test/broken_large/000.png", "maps/bottle/test/broken_large/000.tiff"],
    ["bottle", "test/good/a.b.JPG", "maps/bottle/test/good/a.b.tiff"],
    ["bottle", "train/good/000.png", "maps/bottle/train/good/000.tiff"],
    ["mvtec/bottle", "test/good/000.png", "maps/mvtec/bottle/test/good/000.tiff"],
    ["part", "bad/scratch/x.png", "maps/part/test/bad/scratch/x.tiff"],
    ["part", "good/x.png", "maps/part/test/good/x.tiff"],
    ["part", "x.png", "maps/part/test/good/x.tiff"],
    ["Gehäuse 'a'", "test/größe \u2713/ü 1.png", "maps/Gehäuse 'a'/test/größe \u2713/ü 1.tiff"],
  ];
  for (const [category, id, expected] of cases) assert.equal(relative(category, id), expected);
});

test("names that lead elsewhere are made harmless", () => {
  assert.equal(relative("..", "../../etc/x.png"), "maps/%2E%2E/test/%2E%2E/%2E%2E/etc/x.tiff");
  assert.equal(relative("c", "/etc/x.png"), "maps/c/test/etc/x.tiff");
  assert.equal(relative("c", "C:\\windows\\x.png"), "maps/c/test/C%3A/windows/x.tiff");
  assert.equal(relative("c", 'test/a"b?/x.png'), "maps/c/test/a%22b%3F/x.tiff");
  assert.equal(relative("c", "test/good/..png"), "maps/c/test/good/..tiff");
});

test("no name leads out of maps, on any system", () => {
  const piece = fc.constantFrom("..", ".", "/", "\\", "C:", "a", "test", "\0", " ", "//server", "x.png");
  const name = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
    fc.string(),
  );
  fc.assert(
    fc.property(name, name, (category, id) => {
      for (const system of [path.posix, path.win32]) {
        const inside = system.normalize(mapFile("run", category, id));
        assert.ok(inside.startsWith(`run${system.sep}maps${system.sep}`), inside);
        assert.ok(!inside.includes("\0") && inside.endsWith(".tiff"));
      }
    }),
  );
});

test("images of different names get different maps", () => {
  const stem = fc.stringMatching(/^[a-z.:"?%_ -]{1,6}$/).filter((text) => !text.includes("%"));
  fc.assert(
    fc.property(stem, stem, (a, b) => {
      if (a !== b) assert.notEqual(mapFile(run, "c", `test/d/${a}.png`), mapFile(run, "c", `test/d/${b}.png`));
    }),
  );
});
