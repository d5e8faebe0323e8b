import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelConfig } from "./modelConfig.ts";
import { patchTokens } from "./preprocess.ts";

const config = { mean: [0, 0.5, 1], std: [1, 0.5, 0.25], vision: { patchSize: 2 } } as unknown as ModelConfig;

test("patches are ordered row by row, their values by channel, y, x, and normalised by channel", () => {
  const [width, height] = [4, 2];
  // Red, green and blue levels count up apart, so that each value tells where it came from.
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i % 3) * 100 + Math.floor(i / 3));
  const out = new Float32Array(2 + width * height * 3).fill(-99);
  patchTokens({ width, height, data }, config, out, 1);
  const normalised = (channel: 0 | 1 | 2, pixel: number) =>
    Math.fround(((channel * 100 + pixel) / 255 - config.mean[channel]) / config.std[channel]);
  const expected = [
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ].flatMap((pixels) => ([0, 1, 2] as const).flatMap((channel) => pixels.map((pixel) => normalised(channel, pixel))));
  assert.deepEqual([...out], [-99, ...expected, -99]);
});

test("refuses pictures that aren't made of whole patches, and arrays that are too short", () => {
  const image = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3) });
  assert.throws(() => patchTokens(image(3, 2), config, new Float32Array(99), 0), RangeError);
  assert.throws(() => patchTokens(image(2, 3), config, new Float32Array(99), 0), RangeError);
  assert.throws(() => patchTokens(image(2, 2), config, new Float32Array(12), 1), RangeError);
});
