import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { radixSort } from "./radixSort.ts";

const keys = fc.array(fc.oneof(fc.integer({ min: -0x80000000, max: 0x7fffffff }), fc.integer({ min: -3, max: 3 })));

test("sorts like the built-in sort and leaves what lies behind the length alone", () => {
  fc.assert(
    fc.property(keys, (values) => {
      const sorted = Int32Array.of(...values, 5, -5);
      radixSort(sorted, new Int32Array(sorted.length), values.length);
      assert.deepEqual([...sorted], [...values.toSorted((a, b) => a - b), 5, -5]);
    }),
  );
});

test("moves the payload along, equal keys in their first order", () => {
  fc.assert(
    fc.property(keys, (values) => {
      const order = Int32Array.from(values, (_, i) => i);
      const sorted = Int32Array.from(values);
      radixSort(sorted, new Int32Array(values.length), values.length, {
        values: order,
        scratch: new Int32Array(values.length),
      });
      const expected = values.map((key, i) => ({ key, i })).sort((a, b) => a.key - b.key);
      assert.deepEqual(
        [...order],
        expected.map(({ i }) => i),
      );
    }),
  );
});
