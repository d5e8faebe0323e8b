import { AnopleError, throwIfCancelled } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import type { RgbImage } from "../imaging/image.ts";
import { createSession, type Feeds, type Session } from "../runtime/session.ts";
import { loadTextWeights, loadVisionWeights } from "../towers/foldedWeights.ts";
import { embedAnchors } from "./anchors.ts";
import type { Network } from "./network.ts";
import { freshOptimiserState, type Gradients, type OptimiserState, updateParameters } from "./optimiser.ts";
import { initialise, type Parameters } from "./parameters.ts";
import { learningRateAt } from "./schedule.ts";
import { runSize, stepInputs } from "./stepInputs.ts";
import { drawStepViews, toSupportSize, viewsPerStep } from "./stepViews.ts";
import { buildTrainGraph, LOSS_NAMES, type LossName } from "./trainGraph.ts";

/** A class and its support images. */
export interface SupportClass {
  /** The word in the prompts. */
  readonly className: string;
  readonly images: readonly RgbImage[];
}

/** All that a training needs to go on: the next step's number, the learnable tensors and the optimiser's memory. */
export interface TrainState {
  step: number;
  readonly parameters: Parameters;
  readonly optimiser: OptimiserState;
}

export interface StepReport {
  /** Steps done. */
  readonly step: number;
  readonly losses: Readonly<Record<LossName, number>>;
  readonly learningRate: number;
  /** Before clipping. */
  readonly gradientNorm: number;
}

/** The state before the first step. */
export function freshTrainState(network: Network, seed: number): TrainState {
  const parameters = initialise(network.specs, Random.for(seed, "parameters"));
  return { step: 0, parameters, optimiser: freshOptimiserState(parameters) };
}

/**
 * Trains from `state`, which it changes in place, to the configured number of steps. A cancelled training leaves the
 * state of the last whole step.
 *
 * @param onStep called after each step and awaited
 * @throws AnopleError("cancelled") within one run of the graph after `signal` is aborted; AnopleError("run") when the loss is
 *   no longer a number, with the state of the step before
 */
export async function train(
  network: Network,
  classes: readonly SupportClass[],
  state: TrainState,
  seed: number,
  onStep: (report: StepReport) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const { config } = network;
  if (state.step >= config.steps) return;
  const trainer = await createTrainer(network, classes, seed);
  try {
    while (state.step < config.steps) {
      throwIfCancelled(signal);
      const { losses, gradients } = await trainer.run(state.parameters, trainer.draw(state.step), signal);
      if (!Number.isFinite(losses.total)) {
        const message = `The loss of step ${state.step + 1} is not a number.`;
        throw new AnopleError("run", message, "Train again with a lower learningRate or a higher temperature.");
      }
      const { learningRate: peak, finalLearningRate, warmup, steps } = config;
      const learningRate = learningRateAt(state.step, steps, peak, finalLearningRate, warmup);
      const gradientNorm = updateParameters(
        state.parameters,
        gradients,
        state.optimiser,
        state.step,
        learningRate,
        config,
      );
      state.step++;
      await onStep({ step: state.step, losses, learningRate, gradientNorm });
    }
  } finally {
    await trainer.close();
  }
}

/** The compiled training step. */
interface Trainer {
  /** The inputs of a step, cut into runs of the graph. */
  draw(step: number): Feeds[];
  /** Losses and gradients over these runs. Throws AnopleError("cancelled") after the run in which `signal` is aborted. */
  run(
    parameters: Parameters,
    runs: readonly Feeds[],
    signal?: AbortSignal,
  ): Promise<{ losses: Record<LossName, number>; gradients: Gradients }>;
  close(): Promise<void>;
}

/** Builds the graph of a training step; the towers' weights live in it alone. */
export async function createTrainer(
  network: Network,
  classes: readonly SupportClass[],
  seed: number,
): Promise<Trainer> {
  const { model, grid, config, viewSize } = network;
  const { length, anchors } = await embedAnchors(
    network,
    classes.map((c) => c.className),
  );
  const supports = classes.map((c) => c.images.map((image) => toSupportSize(image, viewSize)));
  const weights = { vision: await loadVisionWeights(model, grid, grid), text: await loadTextWeights(model) };
  const size = runSize(viewsPerStep(config), config.microBatch);
  const session = await createSession(buildTrainGraph(network, weights, size, length));
  return {
    draw: (step) => {
      const views = drawStepViews(supports, viewSize, config, seed, step);
      return stepInputs(network, views, anchors, length, seed, step);
    },
    run: (parameters, runs, signal) => runStep(session, network, parameters, runs, signal),
    close: () => session.close(),
  };
}

/** Losses and gradients of a step: the sums over its runs. */
async function runStep(
  session: Session,
  network: Network,
  parameters: Parameters,
  runs: readonly Feeds[],
  signal: AbortSignal | undefined,
): Promise<{ losses: Record<LossName, number>; gradients: Gradients }> {
  const losses = Object.fromEntries(LOSS_NAMES.map((name) => [name, 0])) as Record<LossName, number>;
  const gradients: Record<string, Float32Array> = {};
  for (const feeds of runs) {
    const outputs = await session.run({ ...parameters, ...feeds });
    throwIfCancelled(signal);
    for (const name of LOSS_NAMES) losses[name] += outputs[`loss:${name}`]![0]!;
    for (const { name } of network.specs) {
      const part = outputs[`gradient:${name}`]!;
      const sum = gradients[name];
      if (sum) for (let i = 0; i < part.length; i++) sum[i]! += part[i]!;
      else gradients[name] = part;
    }
  }
  return { losses, gradients };
}
