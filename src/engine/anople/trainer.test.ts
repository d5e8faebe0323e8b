import assert from "node:assert/strict";
import { test } from "node:test";
import { tinyModel } from "../../../test/support/tinyModel.ts";
import { AnopleError } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import type { RgbImage } from "../imaging/image.ts";
import { type Config, makeConfig } from "./config.ts";
import { makeNetwork } from "./network.ts";
import { learningRateAt } from "./schedule.ts";
import { freshTrainState, type StepReport, type SupportClass, type TrainState, train } from "./trainer.ts";
import { LOSS_NAMES } from "./trainGraph.ts";

const SEED = 4;

function networkOf(changes: Partial<Config> = {}) {
  const settings = { contextTokens: 2, promptDepth: 2, decoderWidth: 8, localViews: 1, steps: 6, ...changes };
  return makeNetwork(tinyModel(), makeConfig("balanced", settings, "test"));
}

/** Smooth colour with grain, of any size. */
function picture(seed: number): RgbImage {
  const random = new Random(seed);
  const [width, height] = [40, 30];
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => 90 + 40 * Math.sin(i / (20 + seed)) + random.int(0, 20),
  );
  return { width, height, data };
}

const CLASSES: SupportClass[] = [
  { className: "metal nut", images: [picture(1), picture(2)] },
  { className: "tile", images: [picture(3)] },
];

/** Trains to the end and returns what was reported. */
async function trainOn(state: TrainState, changes: Partial<Config> = {}, classes = CLASSES): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  await train(networkOf(changes), classes, state, SEED, (report) => void reports.push(report));
  return reports;
}

const isCancelled = (error: unknown) => error instanceof AnopleError && error.code === "cancelled";

test("every step reports finite losses and moves every learnable tensor", async () => {
  const state = freshTrainState(networkOf(), SEED);
  const before = structuredClone(state);
  const reports = await trainOn(state);
  assert.deepEqual(
    reports.map(({ step }) => step),
    [1, 2, 3, 4, 5, 6],
  );
  reports.forEach(({ losses, learningRate, gradientNorm }, i) => {
    for (const name of LOSS_NAMES) assert.ok(Number.isFinite(losses[name]), `${name} after step ${i + 1}`);
    assert.equal(learningRate, learningRateAt(i, 6, 2e-3, 1e-5, 0.05));
    assert.ok(gradientNorm > 0);
  });
  assert.equal(state.step, 6);
  for (const [name, { data }] of Object.entries(state.parameters)) {
    assert.ok(data.every(Number.isFinite), name);
    assert.notDeepEqual(data, before.parameters[name]!.data, name);
  }
});

test("training learns to tell simulated anomalies from the support", async () => {
  const changes = { steps: 80, learningRate: 0.01, rotateSupport: "never" } as const;
  const reports = await trainOn(freshTrainState(networkOf(changes), SEED), changes);
  const mean = (part: StepReport[]) => part.reduce((sum, { losses }) => sum + losses.total, 0) / part.length;
  const [early, late] = [mean(reports.slice(0, 15)), mean(reports.slice(-15))];
  assert.ok(late < 0.9 * early, `mean loss ${early} in the first 15 steps, ${late} in the last 15`);
});

test("a training that was interrupted and resumed ends bit for bit where an uninterrupted one does", async () => {
  const straight = freshTrainState(networkOf(), SEED);
  const reports = await trainOn(straight);

  const state = freshTrainState(networkOf(), SEED);
  const stop = new AbortController();
  const first: StepReport[] = [];
  const untilThree = (report: StepReport) => {
    first.push(report);
    if (report.step === 3) stop.abort();
  };
  await assert.rejects(train(networkOf(), CLASSES, state, SEED, untilThree, stop.signal), isCancelled);
  assert.equal(state.step, 3);
  const resumed = structuredClone(state);
  assert.deepEqual([...first, ...(await trainOn(resumed))], reports);
  assert.deepEqual(resumed, straight);
});

test("a training cancelled within a step keeps the last whole step", async () => {
  const state = freshTrainState(networkOf(), SEED);
  const stop = new AbortController();
  let kept: TrainState | undefined;
  const abortDuringThird = ({ step }: StepReport) => {
    kept = structuredClone(state);
    if (step === 2) setImmediate(() => stop.abort()); // fires while the next step's graph runs
  };
  await assert.rejects(train(networkOf(), CLASSES, state, SEED, abortDuringThird, stop.signal), isCancelled);
  assert.equal(state.step, 2);
  assert.deepEqual(state, kept);
});

test("a training that is cancelled before it starts changes nothing", async () => {
  const state = freshTrainState(networkOf(), SEED);
  const before = structuredClone(state);
  const never = () => assert.fail("no step should be done");
  await assert.rejects(train(networkOf(), CLASSES, state, SEED, never, AbortSignal.abort()), isCancelled);
  assert.deepEqual(state, before);
});

test("a finished training, or one of no steps, has nothing to do", async () => {
  const state = freshTrainState(networkOf(), SEED);
  assert.deepEqual(await trainOn(state, { steps: 0 }), []);
  assert.equal(state.step, 0);
});

test("the micro-batch changes memory, not the result", async () => {
  const ends: number[][] = [];
  for (const microBatch of [1, 2, 4]) {
    const state = freshTrainState(networkOf(), SEED);
    const reports = await trainOn(state, { microBatch, steps: 3 });
    ends.push(reports.map(({ losses }) => losses.total));
  }
  for (const totals of ends) {
    for (const [i, total] of totals.entries()) assert.ok(Math.abs(total - ends[0]![i]!) < 1e-3, `${ends}`);
  }
});

test("the next step waits for the report of the last one", async () => {
  const state = freshTrainState(networkOf(), SEED);
  const order: string[] = [];
  await train(networkOf({ steps: 2 }), CLASSES, state, SEED, async ({ step }) => {
    order.push(`begin ${step}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(state.step, step);
    order.push(`end ${step}`);
  });
  assert.deepEqual(order, ["begin 1", "end 1", "begin 2", "end 2"]);
});

test("the start depends on the seed alone", () => {
  const network = networkOf();
  assert.deepEqual(freshTrainState(network, 1), freshTrainState(network, 1));
  assert.notDeepEqual(freshTrainState(network, 1).parameters, freshTrainState(network, 2).parameters);
});
