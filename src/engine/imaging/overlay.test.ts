import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "fast-png";
import sharp from "sharp";
import { mapColour } from "./colormap.ts";
import { encodeGreyPng, encodeJpeg, encodePng, maskOutline, renderOverlay } from "./overlay.ts";

const WHITE = [255, 255, 255];
const GREEN = [0, 255, 128];

const grey = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3).fill(100) });
const pixel = (image: { width: number; data: Uint8Array }, x: number, y: number) => {
  const at = (y * image.width + x) * 3;
  return [...image.data.subarray(at, at + 3)];
};

test("opacity grows with the value, from none at low to the given one at high", () => {
  const map = { width: 4, height: 1, data: Float32Array.of(0.2, 0.6, 1, 7) };
  const out = renderOverlay(grey(4, 1), map, { low: 0.2, high: 1, colorMap: "viridis", opacity: 0.8 });
  const blend = (t: number) =>
    mapColour("viridis", t).map((value) => Math.round(100 * (1 - 0.8 * t) + value * 0.8 * t));
  assert.deepEqual(pixel(out, 0, 0), [100, 100, 100]);
  pixel(out, 1, 0).forEach((value, c) => {
    assert.ok(Math.abs(value - blend(0.5)[c]!) <= 1);
  });
  assert.deepEqual(pixel(out, 2, 0), blend(1));
  assert.deepEqual(pixel(out, 3, 0), blend(1));
});

test("NaN and a range without width draw nothing below", () => {
  const map = { width: 2, height: 1, data: Float32Array.of(Number.NaN, 1) };
  assert.deepEqual(renderOverlay(grey(2, 1), map, { low: 1, high: 1 }).data, grey(2, 1).data);
});

test("the input picture is left alone", () => {
  const image = grey(2, 2);
  renderOverlay(image, { width: 1, height: 1, data: Float32Array.of(1) }, { low: 0, high: 1, threshold: 0.5 });
  assert.deepEqual(image, grey(2, 2));
});

test("outlines of the threshold and, on top, of the truth", () => {
  const at = (value: (x: number, y: number) => boolean) =>
    Float32Array.from({ length: 49 }, (_, i) => (value(i % 7, Math.floor(i / 7)) ? 1 : 0));
  const map = { width: 7, height: 7, data: at((x, y) => x >= 1 && x <= 5 && y >= 1 && y <= 5) };
  const truth = { width: 7, height: 7, data: Uint8Array.from(at((x, y) => x === 5 && y === 5)) };
  const out = renderOverlay(grey(7, 7), map, { low: 2, high: 3, threshold: 1, truth });
  for (let y = 0; y < 7; y++) {
    for (let x = 0; x < 7; x++) {
      const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3)) === 2;
      assert.deepEqual(pixel(out, x, y), x === 5 && y === 5 ? GREEN : ring ? WHITE : [100, 100, 100]);
    }
  }
});

test("lines are wider on large pictures, and a smaller truth is resized", () => {
  const truth = { width: 2, height: 1, data: Uint8Array.of(0, 1) };
  const map = { width: 1, height: 1, data: Float32Array.of(0) };
  const out = renderOverlay(grey(1000, 10), map, { low: 0, high: 1, truth });
  // The truth begins at x = 500; its line of 2 pixels too.
  assert.deepEqual(pixel(out, 499, 5), [100, 100, 100]);
  assert.deepEqual(pixel(out, 500, 5), GREEN);
  assert.deepEqual(pixel(out, 501, 5), GREEN);
  assert.deepEqual(pixel(out, 502, 5), [100, 100, 100]);
});

test("an outline is what borders on normal pixels or on the image's end", () => {
  const mask = { width: 5, height: 4, data: Uint8Array.from("11100111001110000001", Number) };
  assert.equal(maskOutline(mask).data.join(""), "11100101001110000001");
});

test("PNGs hold the pixels exactly", () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 250, 0, 9) };
  const png = decode(encodePng(image));
  assert.deepEqual([png.width, png.height, png.channels, png.depth], [2, 1, 3, 8]);
  assert.deepEqual([...png.data], [...image.data]);
  const mask = decode(encodeGreyPng({ width: 3, height: 1, data: Uint8Array.of(1, 0, 1) }));
  assert.deepEqual([mask.channels, ...mask.data], [1, 255, 0, 255]);
});

test("JPEGs are close to the pixels and smaller at lower quality", async () => {
  const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => 128 + 90 * Math.sin(i / 3 / 64 / 5));
  const image = { width: 64, height: 64, data };
  const fine = await encodeJpeg(image, 95);
  const { data: back, info } = await sharp(fine).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height, info.channels], [64, 64, 3]);
  assert.ok(back.every((value, i) => Math.abs(value - data[i]!) < 12));
  assert.ok((await encodeJpeg(image, 30)).length < fine.length);
});
