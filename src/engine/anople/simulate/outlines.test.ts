import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../base/random.ts";
import { blobStencil, plateStencil } from "./blob.ts";
import { clipStencil, type Stencil, softenStencil } from "./stencil.ts";
import { crackStencil, scratchStencil } from "./strokes.ts";

const sum = (stencil: Stencil) => stencil.alpha.reduce((total, alpha) => total + alpha, 0);

/** Covered pixels of a stencil in picture coordinates. */
function covered(stencil: Stencil): [number, number][] {
  const pixels: [number, number][] = [];
  for (const [at, alpha] of stencil.alpha.entries())
    if (alpha > 0) pixels.push([stencil.left + (at % stencil.width), stencil.top + Math.floor(at / stencil.width)]);
  return pixels;
}

/** Longest distance between two covered pixels, roughly: the diagonal of their bounding box. */
function extent(stencil: Stencil): number {
  const pixels = covered(stencil);
  const xs = pixels.map(([x]) => x);
  const ys = pixels.map(([, y]) => y);
  return Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

function connectedParts(pixels: [number, number][]): number {
  const left = new Set(pixels.map(([x, y]) => `${x},${y}`));
  let parts = 0;
  for (const start of pixels) {
    if (!left.delete(start.join())) continue;
    parts++;
    const queue = [start];
    for (const [x, y] of queue)
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) if (left.delete(`${x + dx},${y + dy}`)) queue.push([x + dx, y + dy]);
  }
  return parts;
}

test("blobs and plates cover about the area asked for, around the point asked for", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 150, max: 6000 }), (seed, area) => {
      const random = new Random(seed);
      const plate = plateStencil(area, 40, -30, 4, random);
      assert.ok(Math.abs(sum(plate) / area - 1) < 0.12, `plate ${sum(plate)} of ${area}`);
      const blob = blobStencil(area, 40, -30, random);
      assert.ok(sum(blob) > 0.6 * area && sum(blob) < 1.5 * area, `blob ${sum(blob)} of ${area}`);
      for (const stencil of [plate, blob]) {
        assert.equal(stencil.alpha.length, stencil.width * stencil.height);
        const away = covered(stencil).map(([x, y]) => Math.hypot(x - 40, y + 30));
        assert.ok(Math.max(...away) < 4 * Math.sqrt(area));
      }
    }),
    { numRuns: 60 },
  );
});

test("blobs are of one to a few pieces", () => {
  const parts = Array.from({ length: 60 }, (_, seed) =>
    connectedParts(covered(blobStencil(3000, 0, 0, new Random(seed)))),
  );
  assert.ok(Math.max(...parts) <= 5);
  assert.ok(parts.filter((count) => count === 1).length > 25);
});

test("a scratch is thin and nearly straight, and keeps the length asked for", () => {
  // Its bends are normally distributed, so a few scratches in a hundred may curl up; none grows beyond its length.
  let straight = 0;
  for (let seed = 0; seed < 200; seed++) {
    const length = 30 + ((seed * 37) % 171);
    const width = 1 + (seed % 5) / 2;
    const scratch = scratchStencil(length, width, 50, 50, new Random(seed));
    assert.ok(extent(scratch) < 1.4 * length + 20 * width);
    if (extent(scratch) > 0.85 * length) straight++;
    // Three strokes of full pressure at most; 0.35 is the least pressure.
    assert.ok(sum(scratch) < 3 * (length + width) * (width + 1) && sum(scratch) > 0.3 * length * width);
    assert.ok(scratch.alpha.every((alpha) => alpha >= 0 && alpha <= 1));
  }
  assert.ok(straight >= 190, `${straight} of 200 are nearly straight`);
});

test("a crack is one connected piece that turns and branches", () => {
  let bent = 0;
  for (let seed = 0; seed < 40; seed++) {
    const crack = crackStencil(120, 2.5, 0, 0, new Random(seed));
    assert.equal(connectedParts(covered(crack)), 1);
    assert.ok(extent(crack) < 120 * 1.8 + 10);
    assert.ok(crack.alpha.every((alpha) => alpha >= 0 && alpha <= 1));
    if (extent(crack) < 0.9 * 120) bent++;
  }
  assert.ok(bent > 5);
});

test("softening keeps the coverage and its centre; clipping keeps what lies on the picture", () => {
  const square: Stencil = { left: 3, top: -2, width: 6, height: 5, alpha: new Float32Array(30).fill(1) };
  const soft = softenStencil(square, 1.5);
  assert.ok(Math.abs(sum(soft) - 30) < 0.3);
  assert.deepEqual([soft.left, soft.top, soft.width, soft.height], [3 - 5, -2 - 5, 16, 15]);
  assert.ok(soft.alpha.some((alpha) => alpha > 0.05 && alpha < 0.5));

  const clipped = clipStencil(square, 7, 20);
  assert.deepEqual([clipped.left, clipped.top, clipped.width, clipped.height], [3, 0, 4, 3]);
  assert.equal(sum(clipped), 12);
  assert.equal(clipStencil(square, 3, 20).alpha.length, 0);
});

test("clipping moves no pixel", () => {
  const stencil: Stencil = {
    left: -1,
    top: -1,
    width: 3,
    height: 3,
    alpha: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
  };
  assert.deepEqual([...clipStencil(stencil, 9, 9).alpha], [5, 6, 8, 9]);
  assert.deepEqual([...clipStencil(stencil, 1, 9).alpha], [5, 8]);
});
