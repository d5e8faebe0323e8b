import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose, relativeError } from "../../../test/support/closeTo.ts";
import { patchRows } from "../../../test/support/patchRows.ts";
import { openSafetensors, type SafetensorsFile } from "../base/safetensors.ts";
import { loadModel } from "../models/loadModel.ts";
import { createSession, type FloatFeeds } from "../runtime/session.ts";
import { loadTextWeights, loadVisionWeights } from "../towers/foldedWeights.ts";
import { makeConfig } from "./config.ts";
import { makeNetwork, type Network } from "./network.ts";
import { buildTrainGraph, LOSS_NAMES } from "./trainGraph.ts";

/** The settings at the top of make_torch_step.py. */
const SETTINGS = {
  contextTokens: 2,
  promptDepth: 2,
  decoderWidth: 8,
  temperature: 0.07,
  coupling: "both",
  scalePrefix: true,
  latentNoise: 0.5,
  diceWeight: 1,
  focalWeight: 0.8,
  imageWeight: 1.2,
  latentWeight: 0.5,
  alignWeight: 0.9,
};
const VIEWS = [0, 3, 0];
const LABELS = [0, 1, 1];

/** The inputs of the step that PyTorch took. */
async function stepFeeds(file: SafetensorsFile, { model, text }: Network): Promise<FloatFeeds> {
  const flat = async (name: string) => {
    const { data, shape } = await file.read(name);
    return { data, shape: [shape[0]!, data.length / shape[0]!] };
  };
  const floats = (shape: number[], values: readonly number[]) => ({ shape, data: Float32Array.from(values) });
  const table = (await model.weights.get("text.token")).data;
  const ids = [...(await file.readInts("ids"))];
  const length = ids.length / 2;
  const embed = (id: number) =>
    id < 0 ? new Array<number>(text.width).fill(0) : [...table.subarray(id * text.width, (id + 1) * text.width)];
  const perAbnormal = LABELS.map((label) => label / 2);
  return {
    patches: patchRows(await file.read("images"), model.config.vision.patchSize),
    view: floats(
      [3, 5],
      VIEWS.flatMap((index) => [0, 1, 2, 3, 4].map((i) => (i === index ? 1 : 0))),
    ),
    anchors: floats([2, length, text.width], ids.flatMap(embed)),
    ends: floats(
      [2, 1, length],
      ids.map((id) => (id === text.eosTokenId ? 1 : 0)),
    ),
    truth: await flat("truth"),
    patchTruth: await flat("patchTruth"),
    latentNoise: await file.read("latentNoise"),
    patchNoise: await file.read("patchNoise"),
    label: floats([3], LABELS),
    viewWeight: floats([3], [1 / 3, 1 / 3, 1 / 3]),
    maskWeight: floats([3], perAbnormal),
    abnormalWeight: floats([3], perAbnormal),
  };
}

test("a training step's losses and gradients are those of the same formulas in PyTorch", async (t) => {
  const file = await openSafetensors("test/fixtures/anople/torch-step.safetensors");
  const model = await loadModel("test/fixtures/models/tiny-clip-gelu");
  t.after(async () => {
    await file.close();
    await model.close();
  });
  const network = makeNetwork(model, makeConfig("balanced", SETTINGS, "test"));
  const stored = file
    .names()
    .flatMap((name) => (name.startsWith("parameter:") ? [name.slice("parameter:".length)] : []));
  assert.deepEqual(network.specs.map(({ name }) => name).sort(), stored.sort());

  const weights = {
    vision: await loadVisionWeights(model, network.grid, network.grid),
    text: await loadTextWeights(model),
  };
  const feeds = await stepFeeds(file, network);
  const parameters: FloatFeeds = Object.fromEntries(
    await Promise.all(stored.map(async (name) => [name, await file.read(`parameter:${name}`)] as const)),
  );
  const session = await createSession(buildTrainGraph(network, weights, VIEWS.length, feeds.ends!.shape[2]!));
  const outputs = await session.run({ ...parameters, ...feeds });
  await session.close();

  for (const name of LOSS_NAMES) {
    assertClose(outputs[`loss:${name}`]!, (await file.read(`loss:${name}`)).data, 1e-4, 0.1, name);
  }
  for (const { name, shape } of network.specs) {
    const expected = await file.read(`gradient:${name}`);
    assert.deepEqual(expected.shape, shape, name);
    const error = relativeError(outputs[`gradient:${name}`]!, expected.data);
    assert.ok(error < 1e-4, `gradient of ${name}: relative error ${error}`);
  }
});
