import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleMap, sampleRgb } from "./sample.ts";

test("a map is read bilinearly and clamped outside", () => {
  const map = { width: 2, height: 2, data: Float32Array.of(0, 4, 8, 20) };
  assert.equal(sampleMap(map, 1, 1), 20);
  assert.equal(sampleMap(map, 0.5, 0), 2);
  assert.equal(sampleMap(map, 0.5, 0.5), 8);
  assert.equal(sampleMap(map, -3, 0.25), 2);
  assert.equal(sampleMap(map, 9, 9), 20);
});

test("a picture is read bilinearly and mirrored outside, edge pixels once", () => {
  const data = Uint8Array.of(0, 0, 0, 10, 100, 0, 20, 200, 0);
  const image = { width: 3, height: 1, data };
  const at = (x: number, y = 0) => {
    const out = new Float32Array(4);
    sampleRgb(image, x, y, out, 1);
    assert.equal(out[0], 0);
    return [...out.slice(1)];
  };
  assert.deepEqual(at(1.5), [15, 150, 0]);
  assert.deepEqual(at(-1), [10, 100, 0]);
  assert.deepEqual(at(3), [10, 100, 0]);
  assert.deepEqual(at(4.5), [5, 50, 0]);
  assert.deepEqual(at(-7.5), [5, 50, 0]);
  assert.deepEqual(at(2, 12.3), [20, 200, 0]);
});
