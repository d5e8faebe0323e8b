import assert from "node:assert/strict";
import { test } from "node:test";
import { applyPaint } from "./applyPaint.ts";
import type { Stencil } from "./stencil.ts";

const grey = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3).fill(100) });

function box(left: number, top: number, width: number, height: number, alpha: number): Stencil {
  return { left, top, width, height, alpha: new Float32Array(width * height).fill(alpha) };
}

function red(stencil: Stencil, level: number): Float32Array {
  return Float32Array.from({ length: stencil.alpha.length * 3 }, (_, i) => (i % 3 === 0 ? level : 100));
}

test("mixes by coverage, opacity and strength, rounds and clips", () => {
  const mixed = (alpha: number, opacity: number, strength: number, level: number) => {
    const stencil = box(1, 1, 2, 2, alpha);
    const { image } = applyPaint(grey(5, 5), stencil, { colours: red(stencil, level), opacity }, strength, 3);
    return image.data[(5 + 1) * 3];
  };
  assert.equal(mixed(1, 1, 1, 200), 200);
  assert.equal(mixed(0.5, 0.5, 1, 200), 125);
  assert.equal(mixed(0.5, 4, 1, 200), 200);
  assert.equal(mixed(0.5, 1, 2, 183), 183);
  assert.equal(mixed(1, 1, 3, 200), 255);
  assert.equal(mixed(1, 1, 1, -50), 0);
});

test("the mask holds the visible part of the shape, and contrast is its mean change", () => {
  const stencil = box(2, 3, 4, 2, 1);
  const colours = red(stencil, 140);
  colours[0] = 108; // changed by 8: not visible
  colours[3] = 109; // by 9: visible
  const { mask, area, contrast } = applyPaint(grey(9, 9), stencil, { colours, opacity: 1 }, 1, 3);
  assert.equal(area, 7);
  assert.equal(
    mask.data.reduce((sum, value) => sum + value, 0),
    7,
  );
  assert.equal(mask.data[3 * 9 + 2], 0);
  assert.equal(mask.data[3 * 9 + 3], 1);
  assert.ok(Math.abs(contrast - (9 + 6 * 40) / 7) < 1e-9);
});

test("the faint rim of a stencil is no part of the mask, a lone pixel neither", () => {
  const faint = box(0, 0, 3, 3, 0.14);
  assert.equal(applyPaint(grey(5, 5), faint, { colours: red(faint, 255), opacity: 1 }, 1, 3).area, 0);
  const lone = box(2, 2, 1, 1, 1);
  assert.equal(applyPaint(grey(5, 5), lone, { colours: red(lone, 255), opacity: 1 }, 1, 3).area, 0);
});

test("what changed further than the border from the mask is put back, and the input stays", () => {
  const picture = grey(30, 9);
  const stencil = box(0, 0, 30, 9, 0.1);
  for (let y = 2; y < 5; y++) stencil.alpha.fill(1, y * 30 + 4, y * 30 + 7);
  const { image, mask } = applyPaint(picture, stencil, { colours: red(stencil, 250), opacity: 1 }, 1, 2);
  assert.ok(picture.data.every((value) => value === 100));
  for (let y = 0; y < 9; y++)
    for (let x = 0; x < 30; x++) {
      const inside = x >= 4 && x < 7 && y >= 2 && y < 5;
      const near = x >= 2 && x < 9 && y < 7;
      assert.equal(mask.data[y * 30 + x], inside ? 1 : 0);
      assert.equal(image.data[(y * 30 + x) * 3], inside ? 250 : near ? 115 : 100, `${x}, ${y}`);
    }
});
