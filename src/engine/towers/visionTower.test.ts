import assert from "node:assert/strict";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { relativeError } from "../../../test/support/closeTo.ts";
import { halfPrecision } from "../../../test/support/halfPrecision.ts";
import { patchRows } from "../../../test/support/patchRows.ts";
import { runGraph } from "../../../test/support/runGraph.ts";
import type { FloatTensor } from "../base/safetensors.ts";
import { loadModel, type Model } from "../models/loadModel.ts";
import { GOLDEN_MODELS, openGolden } from "../models/testSupport.ts";
import { loadVisionWeights } from "./foldedWeights.ts";
import { visionTower } from "./visionTower.ts";

/** Runs the frozen tower on a normalised picture [1, 3, height, width]. Outputs: hidden0…, global, patches. */
async function runTower(model: Model, image: FloatTensor) {
  const { vision } = model.config;
  const [rows, columns] = image.shape.slice(2).map((size) => size / vision.patchSize) as [number, number];
  const weights = await loadVisionWeights(model, rows, columns);
  const outputs = await runGraph({ x: patchRows(image, vision.patchSize) }, (g, { x }) => {
    const { hidden, global, patches } = visionTower(g, vision, weights, x!, null);
    return { ...Object.fromEntries(hidden.map((state, i) => [`hidden${i}`, state])), global, patches };
  });
  return { tokens: 1 + rows * columns, outputs };
}

/** Rows `indices` (negative ones from the end) of a matrix of `width` columns. */
function pickRows(data: Float32Array, width: number, indices: readonly number[]): number[] {
  const rows = data.length / width;
  return indices.flatMap((index) => [
    ...data.subarray(((index + rows) % rows) * width, ((index + rows) % rows) * width + width),
  ]);
}

function assertEqual(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  const error = relativeError(actual, expected);
  assert.ok(error < 2e-5, `${what}: relative error ${error}`);
}

/** A model and its golden outputs, closed when the test ends. */
async function openBoth(t: TestContext, directory: string, name: string) {
  const [model, golden] = [await loadModel(directory), await openGolden(name)];
  t.after(async () => {
    await model.close();
    await golden.close();
  });
  return { model, golden };
}

for (const size of [224, 448]) {
  test(`a DINOv2 tower gives the hidden states and features of transformers at ${size} pixels`, async (t) => {
    const { model, golden } = await openBoth(t, "media/models/anople-mini", "anople-mini");
    const { outputs } = await runTower(halfPrecision(model), await golden.read(`image.${size}`));
    const { vision, jointWidth } = model.config;
    const { width, layers } = vision;
    const picked = [0, 1, 2, 100, -1];
    const hidden = await golden.read(`hidden.${size}`);
    assert.deepEqual(hidden.shape, [layers + 1, picked.length, width]);
    for (let i = 0; i <= layers; i++) {
      const expected = hidden.data.subarray(i * picked.length * width, (i + 1) * picked.length * width);
      assertEqual(pickRows(outputs[`hidden${i}`]!, width, picked), expected, `after block ${i}`);
    }
    const features = (await golden.read(`features.${size}`)).data; // class token, then patches
    assertEqual(outputs.global!, features.subarray(0, jointWidth), "class feature");
    const patches = features.subarray(jointWidth);
    assertEqual(outputs.patches!.subarray(0, patches.length), patches, "patch features");
  });
}

for (const name of ["tiny-clip-gelu", "tiny-clip-quick_gelu"]) {
  test(`${name}: hidden states and image feature are those of transformers`, async (t) => {
    const { model, golden } = await openBoth(t, path.join(GOLDEN_MODELS, name), name);
    const { tokens, outputs } = await runTower(model, await golden.read("image"));
    const { width, layers } = model.config.vision;
    const hidden = await golden.read("vision.hidden");
    assert.deepEqual(hidden.shape, [layers + 1, tokens, width]);
    for (let i = 0; i <= layers; i++) {
      const expected = hidden.data.subarray(i * tokens * width, (i + 1) * tokens * width);
      assertEqual(outputs[`hidden${i}`]!, expected, `after block ${i}`);
    }
    assertEqual(outputs.global!, (await golden.read("image.features")).data, "image feature");
  });
}

test("tiny-open-clip: the image feature is that of open_clip", async (t) => {
  const { model, golden } = await openBoth(t, path.join(GOLDEN_MODELS, "tiny-open-clip"), "tiny-open-clip");
  const { outputs } = await runTower(model, await golden.read("image"));
  assertEqual(outputs.global!, (await golden.read("image.features")).data, "image feature");
});
