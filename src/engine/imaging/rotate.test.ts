import assert from "node:assert/strict";
import { test } from "node:test";
import type { RgbImage } from "./image.ts";
import { borderColour, rotateImage } from "./rotate.ts";

const FILL = [1, 2, 3] as const;

function picture(width: number, height: number, at: (x: number, y: number) => readonly number[]): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(at(x, y), (y * width + x) * 3);
  return { width, height, data };
}

test("quarter turns of a square move pixels counter-clockwise without changing them", () => {
  const n = 9;
  const at = (x: number, y: number) => [(x * 83 + y * 31) & 255, (x * y * 57) & 255, (x * 11 + y * 201) & 255];
  const image = picture(n, n, at);
  const last = n - 1;
  assert.deepEqual(rotateImage(image, 0, FILL), image);
  assert.deepEqual(
    rotateImage(image, 90, FILL),
    picture(n, n, (x, y) => at(last - y, x)),
  );
  assert.deepEqual(
    rotateImage(image, 180, FILL),
    picture(n, n, (x, y) => at(last - x, last - y)),
  );
  assert.deepEqual(rotateImage(image, -90, FILL), rotateImage(image, 270, FILL));
  assert.deepEqual(
    rotateImage(image, 270, FILL),
    picture(n, n, (x, y) => at(y, last - x)),
  );
});

test("a half turn is exact on any picture", () => {
  const at = (x: number, y: number) => [x * 40, y * 90, x + y];
  assert.deepEqual(
    rotateImage(picture(6, 3, at), 180, FILL),
    picture(6, 3, (x, y) => at(5 - x, 2 - y)),
  );
});

test("a smooth picture is resampled where the rotation says, and filled outside", () => {
  const [width, height, degrees] = [80, 61, 33];
  const wave = (x: number, y: number) => 128 + 100 * Math.sin((x - 40) / 9) * Math.cos((y - 30.5) / 11);
  const colour = (x: number, y: number) => [wave(x, y), 255 - wave(x, y), (x + y) * 1.5];
  const rotated = rotateImage(
    picture(width, height, (x, y) => colour(x + 0.5, y + 0.5).map(Math.round)),
    degrees,
    FILL,
  );
  const [cos, sin] = [Math.cos((degrees / 180) * Math.PI), Math.sin((degrees / 180) * Math.PI)];
  let [inside, outside] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x + 0.5 - width / 2, y + 0.5 - height / 2];
      const [u, v] = [width / 2 + cos * dx - sin * dy, height / 2 + sin * dx + cos * dy];
      const at = (y * width + x) * 3;
      const got = [...rotated.data.subarray(at, at + 3)];
      if (u < 0 || v < 0 || u > width || v > height) {
        assert.deepEqual(got, FILL);
        outside++;
      } else if (u > 2 && v > 2 && u < width - 2 && v < height - 2) {
        colour(u, v).forEach((expected, c) => {
          assert.ok(Math.abs(got[c]! - expected) <= 2, `${x}, ${y}: ${got} instead of ${colour(u, v)}`);
        });
        inside++;
      }
    }
  }
  assert.ok(inside > 2000 && outside > 500);
});

test("the border colour is the median of the outer ring alone", () => {
  const image = picture(5, 4, (x, y) => (x > 0 && x < 4 && y > 0 && y < 3 ? [255, 255, 255] : [x * 10, y, 7]));
  // Ring: x = 0 and 4 four times each, x = 1, 2, 3 twice each; y = 0 and 3 five times each, y = 1, 2 twice each.
  assert.deepEqual(borderColour(image), [20, 1, 7]);
  assert.deepEqual(borderColour(picture(1, 3, (_, y) => [y, 5, 200 - y])), [1, 5, 199]);
});
