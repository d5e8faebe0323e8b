import assert from "node:assert/strict";
import { test } from "node:test";
import { secondsLeft } from "./timeLeft.ts";

const at = (step: number, seconds: number) => ({ step, seconds, losses: {}, learningRate: 0, gradientNorm: 0 });
const even = (count: number, duration: number) =>
  Array.from({ length: count }, (_, i) => at(i + 1, (i + 1) * duration));

test("even steps go on as they did", () => {
  assert.equal(secondsLeft(even(10, 1.5), 200), 190 * 1.5);
});

test("nothing is said before three durations are known", () => {
  assert.equal(secondsLeft([], 200), null);
  assert.equal(secondsLeft(even(3, 1), 200), null);
  assert.equal(secondsLeft(even(4, 1), 200), 196);
});

test("one long pause does not count", () => {
  const training = even(10, 1);
  const resumedLater = [...training, at(11, 3600), at(12, 3601)];
  assert.equal(secondsLeft(resumedLater, 100), 88);
});

test("recent steps count, early ones don't", () => {
  const slow = even(50, 10);
  const fast = Array.from({ length: 30 }, (_, i) => at(51 + i, 500 + (i + 1) * 2));
  assert.equal(secondsLeft([...slow, ...fast], 100), 20 * 2);
});

test("the clock of a resumed training starts again", () => {
  const resumed = [...even(40, 1), at(41, 2), at(42, 4), at(43, 6), at(44, 8)];
  // The jump back is no duration; the older ones are in the majority.
  assert.equal(secondsLeft(resumed, 54), 10);
});

test("thinned steps are counted by what lies between them", () => {
  const thinned = [at(1, 2), at(11, 22), at(21, 42), at(31, 62)];
  assert.equal(secondsLeft(thinned, 131), 200);
});

test("nothing is left after the last step", () => {
  assert.equal(secondsLeft(even(10, 1), 10), 0);
  assert.equal(secondsLeft(even(10, 1), 5), 0);
});
