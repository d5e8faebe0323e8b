import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fitted, pan, toPicture, zoomAt } from "./viewport.ts";

const size = fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) });
const box = { width: 800, height: 600 };
const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6 * Math.max(1, Math.abs(a)), `${a} ${b}`);

test("a fitted picture fills the box in one direction and is centred in the other", () => {
  assert.deepEqual(fitted({ width: 1600, height: 600 }, box), { zoom: 0.5, x: 0, y: 150 });
  assert.deepEqual(fitted({ width: 400, height: 600 }, box), { zoom: 1, x: 200, y: 0 });
  assert.deepEqual(fitted({ width: 10, height: 10 }, box), { zoom: 8, x: 360, y: 260 });
});

test("zooming holds the point under the pointer", () => {
  const picture = { width: 400, height: 300 };
  const start = fitted(picture, box);
  for (const [x, y] of [
    [400, 300],
    [100, 500],
    [799, 10],
  ] as const) {
    const before = toPicture(start, x, y);
    const after = toPicture(zoomAt(start, 3, x, y, picture, box), x, y);
    close(after.x, before.x);
    close(after.y, before.y);
  }
});

test("zooming in and out again leads back", () => {
  const picture = { width: 400, height: 300 };
  const start = fitted(picture, box);
  const back = zoomAt(zoomAt(start, 2, 300, 200, picture, box), 0.5, 300, 200, picture, box);
  close(back.zoom, start.zoom);
  close(back.x, start.x);
  close(back.y, start.y);
});

test("zoom has limits: neither smaller than fitted nor than 1, nor larger than 32", () => {
  const large = { width: 4000, height: 4000 };
  const small = { width: 20, height: 20 };
  assert.equal(zoomAt(fitted(large, box), 1e-6, 0, 0, large, box).zoom, fitted(large, box).zoom);
  assert.equal(zoomAt(fitted(small, box), 1e-6, 0, 0, small, box).zoom, 1);
  assert.equal(zoomAt(fitted(small, box), 1e6, 0, 0, small, box).zoom, 32);
});

test("the picture can't be lost: some of it stays inside the box whatever one does", () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({ dx: fc.integer({ min: -9999, max: 9999 }), dy: fc.integer({ min: -9999, max: 9999 }) }),
      fc.record({ factor: fc.double({ min: 0.1, max: 10, noNaN: true }), x: fc.nat(800), y: fc.nat(600) }),
    ),
  );
  fc.assert(
    fc.property(size, moves, (picture, steps) => {
      let view = fitted(picture, box);
      for (const step of steps)
        view =
          "dx" in step
            ? pan(view, step.dx, step.dy, picture, box)
            : zoomAt(view, step.factor, step.x, step.y, picture, box);
      assert.ok(view.x < box.width && view.x + picture.width * view.zoom > 0);
      assert.ok(view.y < box.height && view.y + picture.height * view.zoom > 0);
    }),
  );
});
