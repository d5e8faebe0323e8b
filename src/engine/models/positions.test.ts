import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import type { ModelConfig } from "./modelConfig.ts";
import { positionEmbedding } from "./positions.ts";
import { GOLDEN_MODELS } from "./testSupport.ts";
import type { Weights } from "./weights.ts";

/** Bicubic as transformers does it is checked in weights.test.ts, against hidden states of anople-mini at two sizes. */
interface Resized {
  grid: number;
  width: number;
  trained: number[];
  resized: { rows: number; columns: number; values: number[] }[];
}

const CLASS_TOKEN = [7, -9];

/** A model that has nothing but position embeddings. */
function stub(
  { grid, width, trained }: Resized,
  positionInterpolation: string,
): { weights: Weights; config: ModelConfig } {
  const data = Float32Array.of(...CLASS_TOKEN, ...trained);
  return {
    weights: { get: async () => ({ shape: [1 + grid * grid, width], data }), close: async () => undefined },
    config: {
      vision: { width, imageSize: grid * 4 + 3, patchSize: 4, positionInterpolation },
    } as unknown as ModelConfig,
  };
}

// Written by Pillow 12: Image.resize(BICUBIC) of one float image a channel; the sizes shrink, stretch and do both.
const golden = JSON.parse(await readFile(path.join(GOLDEN_MODELS, "positions-antialias.json"), "utf8")) as Resized;

for (const { rows, columns, values } of golden.resized)
  test(`antialiased bicubic equals Pillow's: ${golden.grid} x ${golden.grid} to ${rows} x ${columns}`, async () => {
    const { weights, config } = stub(golden, "bicubic-antialias");
    const actual = await positionEmbedding(weights, config, rows, columns);
    assert.deepEqual([...actual.subarray(0, 2)], CLASS_TOKEN);
    assert.equal(actual.length, 2 + values.length);
    values.forEach((value, i) => {
      assert.ok(Math.abs(actual[2 + i]! - value) < 3e-6, `value ${i}: ${actual[2 + i]} for ${value}`);
    });
  });

for (const kind of ["bicubic", "bicubic-antialias"]) {
  test(`${kind}: the trained grid is left as it is`, async () => {
    const { weights, config } = stub(golden, kind);
    const actual = await positionEmbedding(weights, config, golden.grid, golden.grid);
    assert.deepEqual(actual, Float32Array.of(...CLASS_TOKEN, ...golden.trained));
  });

  test(`${kind}: a constant stays constant, also at the border`, async () => {
    const { weights, config } = stub({ ...golden, trained: golden.trained.map(() => 0.5) }, kind);
    for (const [rows, columns] of [
      [2, 9],
      [1, 1],
      [11, 3],
    ] as const)
      for (const value of (await positionEmbedding(weights, config, rows, columns)).subarray(2))
        assert.ok(Math.abs(value - 0.5) < 1e-6);
  });
}
