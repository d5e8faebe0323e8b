import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { describeCard, describeCount, matchesFilter, neighbour, readState } from "./cards.ts";

const card = { name: "test/Crack/004.jpg", defect: "Crack", verdict: "Missed defect" };

test("a filter's words are looked for in name and defect, in any case and order", () => {
  for (const filter of ["", "  ", "crack", "004 CRACK", "jpg", "test/crack/0"])
    assert.ok(matchesFilter(card, filter), filter);
  for (const filter of ["hole", "crack 005", "missed", "jpgcrack"]) assert.ok(!matchesFilter(card, filter), filter);
});

test("a composed letter finds a decomposed one", () => {
  assert.ok(matchesFilter({ ...card, name: "u\u0308ber.png" }, "\u00dcber"));
});

test("steps go to visible cards and stay at either end", () => {
  const visible = [false, true, false, true, false];
  assert.deepEqual(
    [-1, 0, 1, 2, 3, 4].map((current) => [neighbour(visible, current, 1), neighbour(visible, current, -1)]),
    [
      [1, -1],
      [1, 0],
      [3, 1],
      [3, 1],
      [3, 1],
      [4, 3],
    ],
  );
  assert.equal(neighbour([], -1, 1), -1);
});

test("going forward from before the first passes each visible card once", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean()), (visible) => {
      const seen: number[] = [];
      for (let i = neighbour(visible, -1, 1), last = -1; i !== last; last = i, i = neighbour(visible, i, 1))
        seen.push(i);
      assert.deepEqual(
        seen,
        visible.flatMap((one, i) => (one ? [i] : [])),
      );
    }),
  );
});

test("texts for those who listen", () => {
  assert.equal(describeCard(card, 3, 24), "3 of 24: test/Crack/004.jpg, Missed defect, Crack");
  assert.deepEqual(
    [describeCount(24, 24), describeCount(3, 24), describeCount(0, 24), describeCount(1, 1)],
    ["24 pictures", "3 of 24 pictures", "No picture matches.", "1 picture"],
  );
});

test("a state that was kept comes back, and anything else is a new view's", () => {
  const state = { scroll: 120.5, filter: "crack", shown: [0, 6] };
  assert.deepEqual(readState(JSON.parse(JSON.stringify(state))), state);
  const fresh = { scroll: 0, filter: "", shown: [] };
  for (const value of [undefined, null, 3, "x", {}, { scroll: -1, filter: 2, shown: "0" }, { shown: [null, 0.5, "1"] }])
    assert.deepEqual(readState(value), fresh);
});
