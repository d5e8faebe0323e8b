import assert from "node:assert/strict";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { relativeError } from "../../../test/support/closeTo.ts";
import { halfPrecision } from "../../../test/support/halfPrecision.ts";
import { runGraph } from "../../../test/support/runGraph.ts";
import { loadModel, type Model } from "../models/loadModel.ts";
import { GOLDEN_MODELS, openGolden } from "../models/testSupport.ts";
import { loadTextWeights } from "./foldedWeights.ts";
import { textTower } from "./textTower.ts";

/** Runs the frozen tower on rows of token ids, each with its end token somewhere. Outputs: hidden0…, features. */
async function runTower(model: Model, rows: readonly (readonly number[])[]) {
  const text = model.config.text!;
  const table = (await model.weights.get("text.token")).data;
  const weights = await loadTextWeights(model);
  const length = rows[0]!.length;
  const tokens = Float32Array.from(
    rows.flat().flatMap((id) => [...table.subarray(id * text.width, (id + 1) * text.width)]),
  );
  const ends = Float32Array.from(
    rows.flatMap((ids) => ids.map((_, i) => (i === ids.indexOf(text.eosTokenId) ? 1 : 0))),
  );
  const feeds = {
    tokens: { data: tokens, shape: [rows.length, length, text.width] },
    ends: { data: ends, shape: [rows.length, 1, length] },
  };
  return runGraph(feeds, (g, inputs) => {
    const { hidden, features } = textTower(g, text, weights, inputs.tokens!, inputs.ends!, []);
    return { ...Object.fromEntries(hidden.map((state, i) => [`hidden${i}`, state])), features };
  });
}

/** A model, its golden outputs and the token ids that these belong to; closed when the test ends. */
async function openBoth(t: TestContext, directory: string, name: string) {
  const [model, golden] = [await loadModel(directory), await openGolden(name)];
  t.after(async () => {
    await model.close();
    await golden.close();
  });
  const [texts, length] = golden.shapeOf("text.ids") as [number, number];
  const flat = await golden.readInts("text.ids");
  const ids = Array.from({ length: texts }, (_, i) => [...flat.subarray(i * length, (i + 1) * length)]);
  return { model, golden, ids };
}

function assertEqual(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  const error = relativeError(actual, expected);
  assert.ok(error < 2e-5, `${what}: relative error ${error}`);
}

for (const name of ["anople-mini", "tiny-clip-gelu", "tiny-clip-quick_gelu", "tiny-open-clip"]) {
  const directory = name === "anople-mini" ? "media/models/anople-mini" : path.join(GOLDEN_MODELS, name);

  test(`${name}: text features are those of the model's own library`, async (t) => {
    const { model, golden, ids } = await openBoth(t, directory, name);
    const used = name === "anople-mini" ? halfPrecision(model) : model;
    const { features } = await runTower(used, ids);
    assertEqual(features!, (await golden.read("text.features")).data, "features");
    const { eosTokenId } = model.config.text!;
    const repadded = ids.map((row) => row.map((id, i) => (i > row.indexOf(eosTokenId) ? 7 : id)));
    assertEqual((await runTower(used, repadded)).features!, features!, "features with other padding");
  });
}

for (const name of ["tiny-clip-gelu", "tiny-clip-quick_gelu"]) {
  test(`${name}: the text tower's hidden states are those of transformers`, async (t) => {
    const { model, golden, ids } = await openBoth(t, path.join(GOLDEN_MODELS, name), name);
    const outputs = await runTower(model, ids);
    const { layers, width } = model.config.text!;
    const hidden = await golden.read("text.hidden");
    assert.deepEqual(hidden.shape, [layers + 1, ids.length, ids[0]!.length, width]);
    const size = hidden.data.length / (layers + 1);
    for (let i = 0; i <= layers; i++) {
      assertEqual(outputs[`hidden${i}`]!, hidden.data.subarray(i * size, (i + 1) * size), `after block ${i}`);
    }
  });
}
