import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { BinaryMask } from "../imaging/image.ts";
import { labelRegions } from "./regions.ts";

function maskOf(rows: readonly string[]): BinaryMask {
  const width = rows[0]?.length ?? 0;
  return { width, height: rows.length, data: Uint8Array.from(rows.join(""), (c) => (c === "#" ? 1 : 0)) };
}

/** Flood fill from each unlabelled pixel in raster order. */
function flood(mask: BinaryMask, connectivity: 4 | 8): { labels: Int32Array; sizes: number[] } {
  const labels = new Int32Array(mask.data.length);
  const sizes: number[] = [];
  for (let start = 0; start < labels.length; start++) {
    if (!mask.data[start] || labels[start]) continue;
    const stack = [start];
    labels[start] = sizes.push(0);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      sizes[sizes.length - 1]!++;
      const x = at % mask.width;
      const y = (at - x) / mask.width;
      for (let v = y - 1; v <= y + 1; v++)
        for (let u = x - 1; u <= x + 1; u++) {
          if (u < 0 || v < 0 || u >= mask.width || v >= mask.height) continue;
          if (connectivity === 4 && u !== x && v !== y) continue;
          const next = v * mask.width + u;
          if (!mask.data[next] || labels[next]) continue;
          labels[next] = sizes.length;
          stack.push(next);
        }
    }
  }
  return { labels, sizes };
}

test("pixels that touch at a corner are one region with 8-connectivity and two with 4", () => {
  const mask = maskOf(["#..#", ".##.", "...."]);
  assert.deepEqual(labelRegions(mask), {
    labels: Int32Array.of(1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0),
    sizes: [4],
  });
  assert.deepEqual(labelRegions(mask, 4), {
    labels: Int32Array.of(1, 0, 0, 2, 0, 3, 3, 0, 0, 0, 0, 0),
    sizes: [1, 1, 2],
  });
});

test("rows do not wrap around, and any value above 0 is foreground", () => {
  assert.deepEqual(labelRegions({ width: 3, height: 2, data: Uint8Array.of(0, 0, 255, 7, 0, 0) }).sizes, [1, 1]);
});

test("a spiral, whose arms meet late, is one region", () => {
  const spiral = maskOf(["#######", "#.....#", "#.###.#", "#.#.#.#", "#.#...#", "#.#####"]);
  assert.deepEqual(labelRegions(spiral, 4).sizes, [spiral.data.reduce((sum, v) => sum + v, 0)]);
});

test("an empty mask has no region", () => {
  assert.deepEqual(labelRegions(maskOf(["..", ".."])), { labels: new Int32Array(4), sizes: [] });
});

test("equals flood fill on random masks", () => {
  const masks = fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .chain(([width, height]) =>
      fc
        .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
        .map((data) => ({ width, height, data: Uint8Array.from(data) })),
    );
  fc.assert(
    fc.property(masks, fc.constantFrom(4 as const, 8 as const), (mask, connectivity) => {
      assert.deepEqual(labelRegions(mask, connectivity), flood(mask, connectivity));
    }),
    { numRuns: 300 },
  );
});
