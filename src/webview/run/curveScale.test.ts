import assert from "node:assert/strict";
import { test } from "node:test";
import { lastStepShown, valueRange } from "./curveScale.ts";

test("a linear range begins at 0 unless values lie below", () => {
  assert.deepEqual(
    valueRange(
      [
        [0.5, 2],
        [Number.NaN, 4],
      ],
      false,
    ),
    { low: 0, high: 4.2 },
  );
  assert.deepEqual(valueRange([[-1, 3]], false), { low: -1, high: 3.2 });
  assert.deepEqual(valueRange([[0, 0]], false), { low: 0, high: 1 });
});

test("a logarithmic range passes over what it can't show", () => {
  const { low, high } = valueRange([[0, 0.02, -3, 5, Number.NaN, Number.POSITIVE_INFINITY]], true);
  assert.ok(low > 0.015 && low < 0.02 && high > 5 && high < 6);
});

test("without values there is still a range", () => {
  assert.deepEqual(valueRange([], false), { low: 0, high: 1 });
  assert.deepEqual(valueRange([[Number.NaN, 0]], true), { low: 0.1, high: 1 });
});

test("the axis of a running training grows in doublings to the planned steps", () => {
  const ends = [1, 25, 26, 50, 51, 100, 101, 200].map((last) => lastStepShown(last, 200, true));
  assert.deepEqual(ends, [25, 25, 50, 50, 100, 100, 200, 200]);
  assert.equal(lastStepShown(7, 7, true), 7);
  assert.equal(lastStepShown(3, 2, true), 3);
});

test("the axis of a training that is over ends with its last step", () => {
  assert.equal(lastStepShown(120, 200, false), 120);
  assert.equal(lastStepShown(0, 200, false), 1);
});
