import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose } from "../../../test/support/closeTo.ts";
import { ReferenceOps, type RefTensor, values } from "../../../test/support/referenceOps.ts";
import { tinyModel } from "../../../test/support/tinyModel.ts";
import { Random } from "../base/random.ts";
import { sizeOf } from "../graph/tensor.ts";
import { createSession, type FloatFeeds } from "../runtime/session.ts";
import { loadTextWeights, loadVisionWeights } from "../towers/foldedWeights.ts";
import { type Config, makeConfig } from "./config.ts";
import { makeNetwork, type Network } from "./network.ts";
import { initialise, type Parameters } from "./parameters.ts";
import { buildTrainGraph, LOSS_NAMES, type StepInput, stepInputShapes, stepLosses } from "./trainGraph.ts";

const TEXT_LENGTH = 9;

type Setup = Awaited<ReturnType<typeof setUp>>;

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

/** Random inputs of a step of four views: whole, quarter 3, whole, quarter 2; the last two abnormal. */
function stepFeeds(network: Network): FloatFeeds {
  const views = 4;
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
  );
}

/** Runs the compiled step. Outputs: loss:<name>, gradient:<parameter>. */
async function runOnnx(
  { network, weights, parameters }: Setup,
  feeds: FloatFeeds,
): Promise<Record<string, Float32Array>> {
  const session = await createSession(buildTrainGraph(network, weights, feeds.view!.shape[0]!, TEXT_LENGTH));
  try {
    return await session.run({ ...parameters, ...feeds });
  } finally {
    await session.close();
  }
}

/** The losses in float64, with the learnable tensors at `point`. */
function runReference({ network, weights }: Setup, feeds: FloatFeeds, point: Point, held: readonly RefTensor[] = []) {
  const g = new ReferenceOps(held);
  const inputs = toPoint(feeds);
  const losses = stepLosses(
    g,
    network,
    weights,
    (name) => inputs[name]!,
    (name) => point[name]!,
  );
  return { losses, total: values(losses.total).data[0]!, stopped: g.stopped };
}

type Point = Readonly<Record<string, RefTensor>>;

function toPoint(tensors: Readonly<Record<string, { data: Float32Array; shape: readonly number[] }>>): Point {
  const g = new ReferenceOps();
  return Object.fromEntries(Object.entries(tensors).map(([name, { data, shape }]) => [name, g.constant(data, shape)]));
}

/**
 * The reference's central difference of the total loss along a direction given for some of the learnable tensors.
 *
 * @param held what stopGradient passed on in an unmoved run
 */
function referenceSlope(
  setup: Setup,
  feeds: FloatFeeds,
  held: readonly RefTensor[],
  direction: Readonly<Record<string, Float64Array>>,
): number {
  const point = toPoint(setup.parameters);
  const totalAt = (step: number) => {
    const moved = Object.entries(direction).map(([name, by]) => {
      const { shape, data } = point[name]!;
      return [name, { shape, data: data.map((value, i) => value + step * by[i]!) }];
    });
    return runReference(setup, feeds, { ...point, ...Object.fromEntries(moved) }, held).total;
  };
  return (totalAt(1e-5) - totalAt(-1e-5)) / 2e-5;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const rootMeanSquare = (data: ArrayLike<number>) => Math.sqrt(dot(data, data) / data.length);

const VARIANTS: Partial<Config>[] = [
  { coupling: "both" },
  { coupling: "text-to-image" },
  { coupling: "image-to-text" },
  { coupling: "none" },
  { scalePrefix: false, promptDepth: 3 },
  { diceWeight: 0.3, focalWeight: 2, imageWeight: 0, latentWeight: 3, alignWeight: 0.5 },
  { latentNoise: 0, contextTokens: 1, promptDepth: 1 },
];

for (const changes of VARIANTS) {
  test(`${JSON.stringify(changes)}: losses and gradient are those of the float64 reference`, async () => {
    const setup = await setUp(changes);
    const feeds = stepFeeds(setup.network);
    const outputs = await runOnnx(setup, feeds);
    const { losses, stopped } = runReference(setup, feeds, toPoint(setup.parameters));
    for (const name of LOSS_NAMES) assertClose(outputs[`loss:${name}`]!, values(losses[name]).data, 1e-5, 0.1, name);

    const random = new Random(4);
    const everywhere = Object.fromEntries(
      setup.network.specs.map(({ name, shape }) => [name, Float64Array.from(random.normals(sizeOf(shape), 1))]),
    );
    let along = 0;
    for (const { name, shape } of setup.network.specs) {
      const gradient = outputs[`gradient:${name}`]!;
      assert.equal(gradient.length, sizeOf(shape), name);
      assert.ok(
        gradient.some((value) => value !== 0),
        `${name} gets no gradient`,
      );
      along += dot(gradient, everywhere[name]!);
    }
    assertClose(
      [along],
      [referenceSlope(setup, feeds, stopped, everywhere)],
      1e-4,
      0.1,
      "slope along a random direction",
    );
  });
}

test("the gradient of every learnable tensor is that of the float64 reference", async () => {
  const setup = await setUp();
  const feeds = stepFeeds(setup.network);
  const outputs = await runOnnx(setup, feeds);
  const { stopped } = runReference(setup, feeds, toPoint(setup.parameters));
  const random = new Random(9);
  for (const { name, shape } of setup.network.specs) {
    const gradient = outputs[`gradient:${name}`]!;
    const floor = rootMeanSquare(gradient);
    const signs = Float64Array.from({ length: sizeOf(shape) }, () => random.pick([-1, 1]));
    const single = new Float64Array(signs.length);
    const at = random.int(0, single.length);
    single[at] = 1;
    const atEntry = referenceSlope(setup, feeds, stopped, { [name]: single });
    assertClose([gradient[at]!], [atEntry], 1e-4, floor, `${name}[${at}]`);
    const along = referenceSlope(setup, feeds, stopped, { [name]: signs });
    assertClose([dot(gradient, signs)], [along], 1e-4, floor, `${name} along a random direction`);
  }
});

test("the total is the weighted sum of the losses", async () => {
  const weights = { diceWeight: 0.3, focalWeight: 2, imageWeight: 1.5, latentWeight: 3, alignWeight: 0.5 };
  const sumOf = (o: Record<string, Float32Array>, latent: number) =>
    dot(
      ["dice", "focal", "image", "latent", "align"].map((name) => o[`loss:${name}`]![0]!),
      [0.3, 2, 1.5, latent, 0.5],
    );
  for (const latentNoise of [0.5, 0]) {
    const setup = await setUp({ ...weights, latentNoise });
    const outputs = await runOnnx(setup, stepFeeds(setup.network));
    const expected = sumOf(outputs, latentNoise > 0 ? 3 : 0);
    assertClose(outputs["loss:total"]!, [expected], 1e-6, 1, `latentNoise ${latentNoise}`);
  }
});

test("without any loss there is nothing to learn from", async () => {
  const setup = await setUp({ diceWeight: 0, focalWeight: 0, imageWeight: 0, latentWeight: 0, alignWeight: 0 });
  const outputs = await runOnnx(setup, stepFeeds(setup.network));
  assert.equal(outputs["loss:total"]![0], 0);
  for (const { name } of setup.network.specs)
    assert.ok(
      outputs[`gradient:${name}`]!.every((value) => value === 0),
      name,
    );
});

test("the prefix learns for the views that are shown, or in its first row alone", async () => {
  const rowsWithGradient = async (scalePrefix: boolean) => {
    const setup = await setUp({ scalePrefix });
    const gradient = (await runOnnx(setup, stepFeeds(setup.network)))["gradient:prefix"]!;
    const width = gradient.length / 5;
    return [0, 1, 2, 3, 4].filter((row) =>
      gradient.subarray(row * width, (row + 1) * width).some((value) => value !== 0),
    );
  };
  assert.deepEqual(await rowsWithGradient(true), [0, 2, 3]); // the views that stepFeeds shows
  assert.deepEqual(await rowsWithGradient(false), [0]);
});

test("a step cut into runs has the losses and gradients of the whole step", async () => {
  const setup = await setUp();
  const whole = stepFeeds(setup.network);
  const expected = await runOnnx(setup, whole);
  for (const size of [1, 2]) {
    const sums = new Map<string, Float64Array>();
    for (let start = 0; start < 4; start += size) {
      for (const [name, part] of Object.entries(await runOnnx(setup, takeViews(whole, start, size)))) {
        const sum = sums.get(name) ?? new Float64Array(part.length);
        sums.set(
          name,
          sum.map((value, i) => value + part[i]!),
        );
      }
    }
    for (const [name, sum] of sums) {
      assertClose(sum, expected[name]!, 1e-4, rootMeanSquare(expected[name]!), `${name} in runs of ${size}`);
    }
  }
});

/** The part of a step's inputs that belongs to some of its four views. */
function takeViews(feeds: FloatFeeds, start: number, count: number): FloatFeeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { data, shape }]) => {
      if (name === "anchors" || name === "ends") return [name, { data, shape }];
      const size = data.length / shape[0]!;
      return [name, { data: data.slice(start * size, (start + count) * size), shape: [count, ...shape.slice(1)] }];
    }),
  );
}

test("steps against the gradient lower the loss", async () => {
  const setup = await setUp();
  const feeds = stepFeeds(setup.network);
  const session = await createSession(buildTrainGraph(setup.network, setup.weights, 4, TEXT_LENGTH));
  const totals: number[] = [];
  for (let step = 0; step < 12; step++) {
    const outputs = await session.run({ ...setup.parameters, ...feeds });
    totals.push(outputs["loss:total"]![0]!);
    for (const [name, { data }] of Object.entries(setup.parameters)) {
      outputs[`gradient:${name}`]!.forEach((value, i) => {
        data[i]! -= 0.02 * value;
      });
    }
  }
  await session.close();
  for (let step = 1; step < totals.length; step++) assert.ok(totals[step]! < totals[step - 1]!, `${totals}`);
});
