import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { mapPeak, mapValueAt } from "./mapPoints.ts";

const map = (width: number, values: number[]) => ({
  width,
  height: values.length / width,
  values: Float32Array.from(values),
});

test("the peak is told in pixels of the image, at the centre of its cell", () => {
  const three = map(3, [0, 1, 2, 3, 9, 4]);
  assert.deepEqual(mapPeak(three, { width: 300, height: 100 }), { x: 150, y: 75, value: 9 });
  assert.deepEqual(mapPeak(three, { width: 3, height: 2 }), { x: 1, y: 1, value: 9 });
});

test("a flat map and an empty one have no peak", () => {
  assert.equal(mapPeak(map(2, [1, 1, 1, 1]), { width: 2, height: 2 }), null);
  assert.equal(mapPeak(map(1, [Number.NaN]), { width: 2, height: 2 }), null);
  assert.equal(mapPeak(map(1, []), { width: 2, height: 2 }), null);
});

test("cells without a value are passed over", () => {
  assert.deepEqual(mapPeak(map(4, [Number.NaN, 1, 3, Number.NaN]), { width: 4, height: 1 }), { x: 2, y: 0, value: 3 });
});

test("of equal peaks the first counts", () => {
  assert.equal(mapPeak(map(4, [0, 5, 5, 1]), { width: 4, height: 1 })?.x, 1);
});

test("a pixel takes the value of the cell that it lies in", () => {
  const two = map(2, [1, 2, 3, 4]);
  const image = { width: 10, height: 4 };
  assert.equal(mapValueAt(two, image, 4.9, 1.9), 1);
  assert.equal(mapValueAt(two, image, 5, 0), 2);
  assert.equal(mapValueAt(two, image, 0, 2), 3);
  assert.equal(mapValueAt(two, image, 9.99, 3.99), 4);
  for (const [x, y] of [
    [-0.1, 0],
    [0, -1],
    [10, 0],
    [0, 4],
  ] as const)
    assert.equal(mapValueAt(two, image, x, y), null);
});

test("the value at the peak's pixel is the peak, however sizes differ", () => {
  const side = fc.integer({ min: 1, max: 9 });
  const scale = fc.integer({ min: 1, max: 7 });
  fc.assert(
    fc.property(
      side,
      side,
      scale,
      scale,
      fc.infiniteStream(fc.integer({ min: 0, max: 50 })),
      (w, h, sx, sy, stream) => {
        const values = [...stream.take(w * h)];
        const image = { width: w * sx, height: h * sy };
        const peak = mapPeak(map(w, values), image);
        if (peak === null) assert.equal(Math.max(...values), Math.min(...values));
        else {
          assert.equal(peak.value, Math.max(...values));
          assert.equal(mapValueAt(map(w, values), image, peak.x, peak.y), peak.value);
        }
      },
    ),
  );
});
