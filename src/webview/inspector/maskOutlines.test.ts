import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { maskOutlines } from "./maskOutlines.ts";

const mask = (...rows: string[]) => ({
  width: rows[0]!.length,
  height: rows.length,
  bytes: Uint8Array.from(rows.join(""), (c) => (c === "#" ? 1 : 0)),
});

test("a rectangle has four corners, clockwise", () => {
  assert.deepEqual(maskOutlines(mask("....", ".##.", "....")), [[1, 1, 3, 1, 3, 2, 1, 2]]);
});

test("the whole picture is outlined at its border, and an empty mask not at all", () => {
  assert.deepEqual(maskOutlines(mask("##", "##")), [[0, 0, 2, 0, 2, 2, 0, 2]]);
  assert.deepEqual(maskOutlines(mask("..", "..")), []);
});

test("a hole has a line of its own, the other way round", () => {
  const [outer, hole] = maskOutlines(mask("###", "#.#", "###"));
  assert.equal(areaOf(outer!), 9);
  assert.equal(areaOf(hole!), -1);
});

test("pixels that touch at a corner are apart", () => {
  for (const rows of [
    ["#.", ".#"],
    [".#", "#."],
  ])
    assert.deepEqual(maskOutlines(mask(...rows)).map(areaOf), [1, 1]);
});

test("filled by the even-odd rule, the lines give the mask; they turn at each corner and enclose its area", () => {
  const side = fc.integer({ min: 1, max: 8 });
  fc.assert(
    fc.property(side, side, fc.infiniteStream(fc.integer({ min: 0, max: 1 })), (width, height, stream) => {
      const bytes = Uint8Array.from(stream.take(width * height));
      const outlines = maskOutlines({ width, height, bytes });
      for (let i = 0; i < bytes.length; i++)
        assert.equal(isFilled(outlines, (i % width) + 0.5, Math.floor(i / width) + 0.5), bytes[i] === 1);
      const area = outlines.map(areaOf).reduce((sum, one) => sum + one, 0);
      assert.equal(
        area,
        bytes.reduce((sum, one) => sum + one, 0),
      );
      for (const line of outlines) {
        const points = pointsOf(line);
        points.forEach(([x, y], i) => {
          const [[px, py], [nx, ny]] = [points.at(i - 1)!, points[(i + 1) % points.length]!];
          assert.notEqual(x === px, x === nx, "a line stays in its column on one side of a corner alone");
          assert.notEqual(y === py, y === ny);
        });
      }
    }),
  );
});

function pointsOf(line: readonly number[]): [number, number][] {
  return Array.from({ length: line.length / 2 }, (_, i) => [line[2 * i]!, line[2 * i + 1]!]);
}

/** Shoelace formula; positive for clockwise lines, as y grows downwards. */
function areaOf(line: readonly number[]): number {
  const points = pointsOf(line);
  return points.reduce((sum, [x, y], i) => {
    const [nx, ny] = points[(i + 1) % points.length]!;
    return sum + (x * ny - nx * y) / 2;
  }, 0);
}

/** Counts the vertical edges left of a point. */
function isFilled(outlines: readonly number[][], x: number, y: number): boolean {
  let crossed = 0;
  for (const line of outlines) {
    const points = pointsOf(line);
    points.forEach(([ax, ay], i) => {
      const [bx, by] = points[(i + 1) % points.length]!;
      if (ax === bx && ax < x && ay > y !== by > y) crossed++;
    });
  }
  return crossed % 2 === 1;
}
