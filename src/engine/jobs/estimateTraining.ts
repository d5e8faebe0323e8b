import { setImmediate } from "node:timers/promises";
import { augmentNormal } from "../anople/augmentNormal.ts";
import { makeConfig, PRESETS, type PresetName } from "../anople/config.ts";
import { foldPrompts } from "../anople/foldedPrompts.ts";
import { AUGMENTED_COPIES, bankRows } from "../anople/memory.ts";
import { makeNetwork, type Network } from "../anople/network.ts";
import { updateParameters } from "../anople/optimiser.ts";
import { createScorer } from "../anople/scorer.ts";
import { runSize } from "../anople/stepInputs.ts";
import { viewsPerStep } from "../anople/stepViews.ts";
import { createTrainer, freshTrainState } from "../anople/trainer.ts";
import { throwIfCancelled } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import { loadModel } from "../models/loadModel.ts";
import { bundledModelDirectory } from "../models/registry.ts";
import { noisePicture } from "./noisePicture.ts";

interface EstimateRequest {
  /** Model directory; the bundled model when missing. */
  readonly model?: string;
  readonly shots: number;
  /** How many categories are learnt. */
  readonly categories: number;
  /** Settings that differ from each preset's. */
  readonly settings: Readonly<Record<string, unknown>>;
}

interface Estimate {
  preset: PresetName;
  steps: number;
  seconds: number;
}

/** Seconds, of one size of the graph's runs. */
interface StepTimes {
  /** Building the graph. */
  readonly build: number;
  /** One run of the graph. */
  readonly run: number;
  /** All else of a step: drawing its views, updating the parameters. */
  readonly other: number;
}

/** Steps and scores, after one that warms up. */
const MEASURED = 2;

/** They differ more, for each simulates another kind of defect. */
const MEASURED_DRAWS = 8;

/**
 * How long a training takes with each preset, from a few measured steps on noise: the graph's build, its steps, and the
 * memory stage.
 *
 * @throws AnopleError "usage" for a wrong setting, "model" for a model that can't be used, "cancelled" within a second or two
 */
export async function estimateTraining(
  { model: directory, shots, categories, settings }: EstimateRequest,
  signal: AbortSignal,
): Promise<Estimate[]> {
  const presets = Object.keys(PRESETS) as PresetName[];
  const configs = presets.map((preset) => makeConfig(preset, settings, "Settings"));
  const began = performance.now();
  const model = await loadModel(directory ?? bundledModelDirectory());
  try {
    const opening = secondsSince(began);
    const times = new Map<number, StepTimes>();
    for (const config of configs) {
      const size = runSize(viewsPerStep(config), config.microBatch);
      if (!times.has(size)) times.set(size, await measureSteps(makeNetwork(model, config), signal));
    }
    const memory = await measureMemory(makeNetwork(model, configs[0]!), shots, signal);
    return presets.map((preset, i) => {
      const config = configs[i]!;
      const { steps } = config;
      const views = viewsPerStep(config);
      const size = runSize(views, config.microBatch);
      const { build, run, other } = times.get(size)!;
      const stepping = steps === 0 ? 0 : build + steps * (other + (run * views) / size);
      return { preset, steps, seconds: opening + stepping + memory.build + categories * shots * memory.perSupport };
    });
  } finally {
    await model.close();
  }
}

/** Builds the graph of this configuration's steps and runs it on noise. */
async function measureSteps(network: Network, signal: AbortSignal): Promise<StepTimes> {
  const { parameters, optimiser } = freshTrainState(network, 0);
  const classes = [{ className: "part", images: [noisePicture(2 * network.viewSize)] }];
  const began = performance.now();
  const trainer = await createTrainer(network, classes, 0);
  try {
    const build = secondsSince(began);
    await setImmediate(); // the build blocks: a wish to stop may have come meanwhile
    throwIfCancelled(signal);
    const inputs = trainer.draw(0).slice(0, 1);
    const { gradients } = await trainer.run(parameters, inputs, signal);
    const running = performance.now();
    for (let i = 0; i < MEASURED; i++) await trainer.run(parameters, inputs, signal);
    const run = secondsSince(running) / MEASURED;

    const others = performance.now();
    for (let i = 1; i <= MEASURED_DRAWS; i++) {
      throwIfCancelled(signal);
      trainer.draw(i);
      updateParameters(parameters, gradients, optimiser, i, network.config.learningRate, network.config);
    }
    return { build, run, other: secondsSince(others) / MEASURED_DRAWS };
  } finally {
    await trainer.close();
  }
}

/** Seconds to build the scorer, and of all that it does for a support image. */
async function measureMemory(
  network: Network,
  shots: number,
  signal: AbortSignal,
): Promise<{ build: number; perSupport: number }> {
  const began = performance.now();
  const { parameters } = freshTrainState(network, 0);
  const prompts = await foldPrompts(network, parameters, ["part"]);
  throwIfCancelled(signal);
  const scorer = await createScorer(network, { parameters, prompts }, bankRows(network, shots));
  try {
    throwIfCancelled(signal);
    const build = secondsSince(began);
    const picture = noisePicture(2 * network.viewSize);
    const { vision, profile } = network.model.config;
    const empty = { data: new Float32Array(bankRows(network, shots) * vision.width), width: vision.width };
    const banks = profile.memoryBanks.map(() => empty);
    await scorer.score(picture, 0, banks);
    const scoring = performance.now();
    for (let i = 0; i < MEASURED; i++) {
      throwIfCancelled(signal);
      await scorer.score(augmentNormal(picture, new Random(i)), 0, banks);
    }
    const passes = network.config.memoryRotations + AUGMENTED_COPIES;
    return { build, perSupport: (passes * secondsSince(scoring)) / MEASURED };
  } finally {
    await scorer.close();
  }
}

function secondsSince(mark: number): number {
  return (performance.now() - mark) / 1000;
}
