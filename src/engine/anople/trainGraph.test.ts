import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose } from "../../../test/support/closeTo.ts";
import { ReferenceOps, type RefTensor, values } from "../../../test/support/referenceOps.ts";
import { tinyModel } from "../../../test/support/tinyModel.ts";
import { Random } from "../base/random.ts";
import { sizeOf } from "../graph/tensor.ts";
import { createSession, type Feeds } from "../runtime/session.ts";
import { loadTextWeights, loadVisionWeights } from "../towers/foldedWeights.ts";
import { type Config, makeConfig } from "./config.ts";
import { makeNetwork, type Network } from "./network.ts";
import { initialise, type Parameters } from "./parameters.ts";
import { buildTrainGraph, LOSS_NAMES, type StepInput, stepInputShapes, stepLosses } from "./trainGraph.ts";

const TEXT_LENGTH = 9;

async function setUp(changes: Partial<Config> = {}) {
  const settings = { contextTokens: 2, promptDepth: 2, decoderWidth: 8, temperature: 0.3, ...changes };
  const network = makeNetwork(tinyModel(), makeConfig("balanced", settings, "test"));
  const weights = {
    vision: await loadVisionWeights(network.model, network.grid, network.grid),
    text: await loadTextWeights(network.model),
  };
  return { network, weights, parameters: livelyParameters(network) };
}

/** Initial values with what starts at zero or nearly so moved away, so that every tensor has a gradient. */
function livelyParameters(network: Network): Parameters {
  const random = new Random(11);
  const parameters = initialise(network.specs, random);
  for (const { data } of Object.values(parameters)) {
    random.normals(data.length, 0.3).forEach((value, i) => {
      data[i]! += value;
    });
  }
  return parameters;
}

/** Random inputs of a step of four views, the last two abnormal. */
function stepFeeds(network: Network, views = 4): Record<StepInput, Feeds[string]> {
  const random = new Random(3);
  const shapes = stepInputShapes(network, views, TEXT_LENGTH);
  const data = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, random.normals(sizeOf(shape), 0.5)]),
  ) as Record<StepInput, Float32Array>;
  for (const name of ["view", "ends"] as const) data[name].fill(0);
  for (const [view, index] of [0, 3, 0, 2].entries()) data.view[view * 5 + index] = 1;
  data.ends[7] = 1;
  data.ends[TEXT_LENGTH + 8] = 1;
  data.label.set([0, 0, 1, 1]);
  data.viewWeight.fill(1 / views);
  data.maskWeight.set([0, 0, 0.5, 0.5]);
  data.abnormalWeight.set(data.maskWeight);
  const cells = shapes.truth[1]!;
  data.truth.fill(0);
  for (const view of [2, 3]) for (let i = 0; i < 40; i++) data.truth[view * cells + random.int(0, cells)] = 1;
  data.patchTruth.forEach((_, i) => {
    data.patchTruth[i] = i % 7 === 0 ? 1 : 0;
  });
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, { shape, data: data[name as StepInput] }]),
  ) as Record<StepInput, Feeds[string]>;
}

async function runOnnx({ network, weights, parameters }: Awaited<ReturnType<typeof setUp>>, feeds: Feeds) {
  const views = feeds.view!.shape[0]!;
  const session = await createSession(buildTrainGraph(network, weights, views, TEXT_LENGTH));
  try {
    return await session.run({ ...parameters, ...feeds });
  } finally {
    await session.close();
  }
}

/** The losses in float64, with the parameters at `point`. */
function reference({ network, weights }: Awaited<ReturnType<typeof setUp>>, feeds: Feeds, point: Record<string, RefTensor>, held: readonly RefTensor[] = []) {
  const g = new ReferenceOps(held);
  const inputs = Object.fromEntries(Object.entries(feeds).map(([name, { data, shape }]) => [name, g.constant(data, shape)]));
  const losses = stepLosses(g, network, weights, (name) => inputs[name]!, (name) => point[name]!);
  return { losses, total: values(losses.total).data[0]!, stopped: g.stopped };
}

function toPoint(parameters: Parameters): Record<string, RefTensor> {
  const g = new ReferenceOps();
  return Object.fromEntries(Object.entries(parameters).map(([name, { data, shape }]) => [name, g.constant(data, shape)]));
}

for (const coupling of ["both", "text-to-image", "image-to-text", "none"] as const) {
  test(`coupling ${coupling}: every loss is that of the float64 reference`, async () => {
    const setup = await setUp({ coupling });
    const feeds = stepFeeds(setup.network);
    const outputs = await runOnnx(setup, feeds);
    const { losses } = reference(setup, feeds, toPoint(setup.parameters));
    for (const name of LOSS_NAMES) assertClose(outputs[`loss:${name}`]!, values(losses[name]).data, 1e-4, 0.01, name);
    for (const { name, shape } of setup.network.specs) {
      const gradient = outputs[`gradient:${name}`]!;
      assert.equal(gradient.length, sizeOf(shape), name);
      assert.ok(gradient.some((value) => value !== 0), `${name} gets no gradient`);
      assert.ok(gradient.every(Number.isFinite), `${name}: gradient isn't finite`);
    }
  });
}

test("the gradient of every learnable tensor is that of the float64 reference", async () => {
  const setup = await setUp();
  const feeds = stepFeeds(setup.network);
  const outputs = await runOnnx(setup, feeds);
  const point = toPoint(setup.parameters);
  const { stopped } = reference(setup, feeds, point);
  const random = new Random(9);
  const t0 = performance.now(); let n = 0;
  for (const { name } of setup.network.specs) {
    const gradient = outputs[`gradient:${name}`]!;
    const { data, shape } = point[name]!;
    const rms = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0) / gradient.length);
    const slope = (direction: Float64Array) => {
      const step = 1e-5;
      const [above, below] = [step, -step].map((by) => {
        const moved = { shape, data: data.map((value, i) => value + by * direction[i]!) };
        n++;
        return reference(setup, feeds, { ...point, [name]: moved }, stopped).total;
      }) as [number, number];
      return (above - below) / (2 * step);
    };
    for (let sample = 0; sample < 2; sample++) {
      const at = random.int(0, data.length);
      const direction = new Float64Array(data.length);
      direction[at] = 1;
      const s = slope(direction);
      console.log(name, at, gradient[at], s, (gradient[at]! - s) / rms);
      assertClose([gradient[at]!], [s], 1e-2, rms, `${name}[${at}]`);
    }
    const everywhere = Float64Array.from(data, () => random.pick([-1, 1]));
    const along = gradient.reduce((sum, value, i) => sum + value * everywhere[i]!, 0);
    const s = slope(everywhere);
    console.log(name, along, s, (along - s) / (rms * Math.sqrt(data.length)));
    assertClose([along], [s], 1e-2, rms, `${name} along a random direction`);
  }
  console.log(n, performance.now() - t0);
});
