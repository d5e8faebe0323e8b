import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bitsOf, isNotFinite, keyAtOrBelow, keyOfBits, scoreOfKey } from "./scoreKeys.ts";

const keyOf = (score: number) => keyOfBits(bitsOf(Float32Array.of(score))[0]!);
const finite = fc.float({ noNaN: true, noDefaultInfinity: true });

test("keys are in the order of the scores, and lead back to them", () => {
  fc.assert(
    fc.property(finite, finite, (a, b) => {
      assert.equal(Math.sign(keyOf(a) - keyOf(b)), Math.sign(a - b) + 0);
      assert.equal(scoreOfKey(keyOf(a)), a + 0);
    }),
  );
  assert.equal(keyOf(-0), keyOf(0));
  assert.equal(keyOf(-(2 ** -149)), -1);
});

test("above the key at or below a float64 means above the float64", () => {
  const doubles = fc.double({ noNaN: true, min: -3e38, max: 3e38 });
  fc.assert(
    fc.property(doubles, finite, (value, score) => {
      for (const s of [score, Math.fround(value)]) assert.equal(keyOf(s) > keyAtOrBelow(value), s > value);
    }),
  );
});

test("tells NaN and infinities from numbers", () => {
  const values = [0, -0, 1, -3.4e38, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  assert.deepEqual(
    [...bitsOf(Float32Array.from(values))].map(isNotFinite),
    values.map((value) => !Number.isFinite(value)),
  );
});
