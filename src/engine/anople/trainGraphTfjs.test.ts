import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import { assertClose } from "../../../test/support/closeTo.ts";
import { TfjsOps } from "../../../test/support/tfjsOps.ts";
import { tinyModel } from "../../../test/support/tinyModel.ts";
import { Random } from "../base/random.ts";
import { createSession, type FloatFeeds } from "../runtime/session.ts";
import { loadTextWeights, loadVisionWeights, type TextWeights, type VisionWeights } from "../towers/foldedWeights.ts";
import { embedAnchors } from "./anchors.ts";
import { type Config, makeConfig } from "./config.ts";
import { makeNetwork, type Network } from "./network.ts";
import { initialise, type Parameters } from "./parameters.ts";
import { stepInputs } from "./stepInputs.ts";
import type { View } from "./stepViews.ts";
import { buildTrainGraph, LOSS_NAMES, stepLosses } from "./trainGraph.ts";

type Weights = { vision: VisionWeights; text: TextWeights };

const SETTINGS = {
  contextTokens: 2,
  promptDepth: 2,
  decoderWidth: 8,
  temperature: 0.3,
  microBatch: 4,
  latentNoise: 0.5,
  diceWeight: 1,
  focalWeight: 0.8,
  imageWeight: 1.2,
  latentWeight: 0.5,
  alignWeight: 0.9,
};

/** Learnable tensors moved away from where they start, because some start at zero and would get no gradient. */
function livelyParameters(network: Network): Parameters {
  const random = new Random(21);
  return Object.fromEntries(
    Object.entries(initialise(network.specs, random)).map(([name, { shape, data }]) => {
      const moves = random.normals(data.length, 0.3);
      return [name, { shape, data: data.map((value, i) => value + moves[i]!) }];
    }),
  );
}

/** Noise for pictures: whole and quarter, normal and with a defect in one corner. */
function drawViews(side: number): View[] {
  const random = new Random(22);
  const mask = {
    width: side,
    height: side,
    data: Uint8Array.from({ length: side * side }, (_, i) => (i % side < 7 && i < 6 * side ? 1 : 0)),
  };
  return [0, 3, 0, 2].map((index, i) => {
    const data = Uint8Array.from({ length: side * side * 3 }, () => random.int(0, 256));
    return { image: { width: side, height: side, data }, mask: i < 2 ? null : mask, index };
  });
}

/** Losses and gradients by TensorFlow.js, named as buildTrainGraph names its outputs. */
function runTfjs(
  network: Network,
  weights: Weights,
  feeds: FloatFeeds,
  parameters: Parameters,
): Record<string, Float32Array> {
  const outputs: Record<string, Float32Array> = {};
  const read = (tensor: tf.Tensor) => Float32Array.from(tensor.dataSync());
  tf.tidy(() => {
    const g = new TfjsOps();
    const variables = Object.fromEntries(
      Object.entries(parameters).map(([name, { data, shape }]) => [
        name,
        tf.variable(g.constant(data, shape), true, name),
      ]),
    );
    const { grads } = tf.variableGrads(() => {
      const input = (name: string) => g.constant(feeds[name]!.data, feeds[name]!.shape);
      const losses = stepLosses(g, network, weights, input, (name) => variables[name]!);
      for (const name of LOSS_NAMES) outputs[`loss:${name}`] = read(losses[name] as tf.Tensor);
      return losses.total as tf.Scalar;
    });
    for (const [name, gradient] of Object.entries(grads)) outputs[`gradient:${name}`] = read(gradient);
  });
  return outputs;
}

for (const coupling of ["both", "text-to-image"] satisfies Config["coupling"][]) {
  test(`coupling ${coupling}: losses and gradients are those of TensorFlow.js`, async (t) => {
    t.after(() => tf.disposeVariables());
    const network = makeNetwork(tinyModel(), makeConfig("balanced", { ...SETTINGS, coupling }, "test"));
    const weights = {
      vision: await loadVisionWeights(network.model, network.grid, network.grid),
      text: await loadTextWeights(network.model),
    };
    const parameters = livelyParameters(network);
    const { length, anchors } = await embedAnchors(network, ["metal nut"]);
    const views = drawViews(network.viewSize);
    const [feeds] = stepInputs(network, { classIndex: 0, views }, anchors, length, 23, 0);

    const session = await createSession(buildTrainGraph(network, weights, views.length, length));
    const actual = await session.run({ ...parameters, ...feeds! });
    await session.close();
    const expected = runTfjs(network, weights, feeds!, parameters);

    assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
    for (const name of LOSS_NAMES) assertClose(actual[`loss:${name}`]!, expected[`loss:${name}`]!, 1e-4, 0.1, name);
    for (const { name } of network.specs) {
      const gradient = expected[`gradient:${name}`]!;
      // Single elements may be zero but for rounding: they are measured against the tensor's root mean square.
      const floor = Math.hypot(...gradient) / Math.sqrt(gradient.length);
      assert.ok(floor > 1e-6, `${name} gets no gradient`);
      assertClose(actual[`gradient:${name}`]!, gradient, 1e-4, floor, `gradient of ${name}`);
    }
  });
}
