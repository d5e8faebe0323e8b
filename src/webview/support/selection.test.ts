import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { commonFolder, drawRandom, matchesWords, toggle } from "./selection.ts";

test("paths are chosen in order, up to the limit", () => {
  assert.deepEqual(toggle(["a"], "b", 2), { chosen: ["a", "b"], result: "added" });
  assert.deepEqual(toggle(["a", "b"], "c", 2), { chosen: ["a", "b"], result: "full" });
});

test("a chosen path is taken out, and those after it move up", () => {
  assert.deepEqual(toggle(["a", "b", "c"], "b", 3), { chosen: ["a", "c"], result: "removed" });
});

test("a single choice is replaced", () => {
  assert.deepEqual(toggle(["a"], "b", 1), { chosen: ["b"], result: "added" });
  assert.deepEqual(toggle(["a"], "a", 1), { chosen: [], result: "removed" });
});

test("a draw has different paths of the list, as many as there are at most", () => {
  const paths = fc.uniqueArray(fc.string(), { maxLength: 20 });
  fc.assert(
    fc.property(
      paths,
      fc.nat(25),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999999, noNaN: true })),
      (all, n, r) => {
        const drawn = drawRandom(all, n, () => r.next().value);
        assert.equal(drawn.length, Math.min(n, all.length));
        assert.equal(new Set(drawn).size, drawn.length);
        for (const path of drawn) assert.ok(all.includes(path));
      },
    ),
  );
});

test("each pair is drawn about equally often", () => {
  let state = 1;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const pair = drawRandom(["a", "b", "c", "d"], 2, random).sort().join("");
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort(), ["ab", "ac", "ad", "bc", "bd", "cd"]);
  for (const count of counts.values()) assert.ok(count > 880 && count < 1120, String(count));
});

test("a filter's words stand anywhere, in any order and case", () => {
  assert.ok(matchesWords("train/good/IMG_012.png", "012 good"));
  assert.ok(!matchesWords("train/good/IMG_012.png", "012 bad"));
  assert.ok(matchesWords("Gro\u0308ße.png", "gr\u00f6"));
  assert.ok(matchesWords("anything", ""));
  assert.ok(matchesWords("anything", "  "));
});

test("the folder that all names share is found", () => {
  assert.equal(commonFolder(["train/good/a.png", "train/good/b.png"]), "train/good/");
  assert.equal(commonFolder(["train/good/a.png", "train/goods/b.png", "train/c.png"]), "train/");
  assert.equal(commonFolder(["train/good/a.png", "test/good/a.png"]), "");
  assert.equal(commonFolder(["a.png"]), "");
  assert.equal(commonFolder([]), "");
});
