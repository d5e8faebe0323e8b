import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { columnCount, itemForKey, visibleItems } from "./gridLayout.ts";

test("as many columns as fit with gaps between them, at least one", () => {
  assert.equal(columnCount(300, 100, 0), 3);
  assert.equal(columnCount(300, 100, 1), 2);
  assert.equal(columnCount(50, 100, 8), 1);
  assert.equal(columnCount(0, 100, 8), 1);
});

test("the rows to be seen and one more on either side", () => {
  const grid = { count: 95, columns: 10, pitch: 100 };
  assert.deepEqual(visibleItems(grid, -500, 0), [0, 10]);
  assert.deepEqual(visibleItems(grid, 0, 300), [0, 40]);
  assert.deepEqual(visibleItems(grid, 450, 650), [30, 80]);
  assert.deepEqual(visibleItems(grid, 700, 5000), [60, 95]);
  assert.deepEqual(visibleItems({ ...grid, count: 0 }, 0, 300), [0, 0]);
});

test("every item that touches the window is among the visible ones", () => {
  const number = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(
      number(2000),
      number(12),
      number(300),
      fc.integer({ min: -5000, max: 50_000 }),
      (count, columns, pitch, top) => {
        const [first, end] = visibleItems({ count, columns, pitch }, top, top + 700);
        for (let item = 0; item < count; item++) {
          const y = Math.floor(item / columns) * pitch;
          if (y + pitch > top && y < top + 700) assert.ok(item >= first && item < end);
        }
        assert.ok(end - first <= (700 / pitch + 4) * columns);
      },
    ),
  );
});

test("keys move through a grid whose last row is short", () => {
  // 0 1 2 3 / 4 5 6 7 / 8 9
  const grid = { count: 10, columns: 4, pageRows: 2 };
  const go = (key: string, from: number) => itemForKey(key, from, grid);
  assert.deepEqual([go("ArrowRight", 3), go("j", 3), go("n", 9)], [4, 4, 9]);
  assert.deepEqual([go("ArrowLeft", 4), go("k", 0), go("p", 1)], [3, 0, 0]);
  assert.deepEqual([go("ArrowDown", 1), go("ArrowDown", 6), go("ArrowDown", 8)], [5, 9, 8]);
  assert.deepEqual([go("ArrowUp", 5), go("ArrowUp", 2)], [1, 2]);
  assert.deepEqual([go("PageDown", 1), go("PageDown", 3), go("PageDown", 8)], [9, 9, 9]);
  assert.deepEqual([go("PageUp", 9), go("PageUp", 5), go("PageUp", 2)], [1, 1, 0]);
  assert.deepEqual([go("Home", 7), go("End", 0)], [0, 9]);
  assert.equal(go("x", 0), undefined);
});
