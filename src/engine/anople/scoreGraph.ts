import type { Ops } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { VisionWeights } from "../towers/foldedWeights.ts";
import { l2Normalise } from "../towers/transformer.ts";
import { type VisionPrompts, visionTower } from "../towers/visionTower.ts";
import { decode } from "./decoder.ts";
import type { FoldedPrompts } from "./foldedPrompts.ts";
import { abnormalLogit } from "./losses.ts";
import type { Network } from "./network.ts";
import type { Parameters } from "./parameters.ts";

/** What scoring says about a whole view, before fusion. */
export interface ScoreOutputs {
  /** Abnormal probability of the global feature, [batch]. */
  readonly prompt: Tensor;
  /** Abnormal probability of each patch, [batch, patches]. */
  readonly decoder: Tensor;
  /** Unit descriptors of each memory bank, [batch, patches, width]. */
  readonly descriptors: readonly Tensor[];
}

/** The learned part of a scorer. */
export interface Learned {
  readonly parameters: Parameters;
  readonly prompts: FoldedPrompts;
}

/**
 * The whole picture through the prompted tower with the global view's prefix, and, for a frozen memory, through the
 * plain tower as well (method.md 1.11).
 *
 * @param patches normalised pixels of the views, [batch, patches, 3·patchSize²]
 * @param textFeatures unit features of the class's two states, [2, joint]
 */
export function scoreOutputs(
  g: Ops,
  network: Network,
  weights: VisionWeights,
  learned: Learned,
  patches: Tensor,
  textFeatures: Tensor,
): ScoreOutputs {
  const { config, model, grid } = network;
  const { vision, profile } = model.config;
  const [batch] = patches.shape as [number];
  const parameter = (name: string) => {
    const { data, shape } = learned.parameters[name]!;
    return g.constant(data, shape, `learned.${name}`);
  };
  const seen = visionTower(g, vision, weights, patches, visionPrompts(g, network, learned, batch));
  const decoded = decode(g, parameter, seen.patches, grid, grid);
  const toProbability = (features: Tensor) =>
    g.sigmoid(abnormalLogit(g, g.matmul(features, textFeatures, { transposeB: true }), config.temperature));
  const source = config.memoryEncoder === "frozen" ? visionTower(g, vision, weights, patches, null) : seen;
  return {
    prompt: toProbability(l2Normalise(g, seen.global)),
    decoder: toProbability(decoded),
    descriptors: profile.memoryBanks.map((blocks) => descriptor(g, source.hidden, blocks, grid * grid)),
  };
}

/**
 * Distance of each patch to a bank, (1 − largest cosine)/2, averaged over the banks.
 *
 * @param descriptors unit vectors, [1, patches, width] for each bank
 * @param banks unit vectors, [rows, width] for each bank
 * @returns [1, patches]
 */
export function memoryDistance(g: Ops, descriptors: readonly Tensor[], banks: readonly Tensor[]): Tensor {
  const nearest = descriptors.map((d, i) => {
    const [batch, patches, width] = d.shape as [number, number, number];
    const similarity = g.matmul(g.reshape(d, [batch * patches, width]), banks[i]!, { transposeB: true });
    return g.reshape(g.max(similarity, 1), [batch, patches]);
  });
  const sum = nearest.reduce((a, b) => g.add(a, b));
  return g.mul(g.sub(g.scalar(1), g.mul(sum, g.scalar(1 / nearest.length))), g.scalar(0.5));
}

function visionPrompts(g: Ops, { model }: Network, { parameters, prompts }: Learned, batch: number): VisionPrompts {
  const { width } = model.config.vision;
  const prefix = g.constant(parameters.prefix!.data.slice(0, width), [1, 1, width], "learned.prefix:0");
  return {
    prefix: g.broadcastTo(prefix, [batch, 1, width]),
    deep: prompts.vision.map((data, j) => g.constant(data, [data.length / width, width], `learned.vision:${j}`)),
  };
}

/** Mean of the unit patch tokens of some blocks, normalised again: [batch, patches, width]. */
function descriptor(g: Ops, hidden: readonly Tensor[], blocks: readonly number[], patches: number): Tensor {
  const unit = blocks.map((block) => l2Normalise(g, g.slice(hidden[block]!, 1, 1, 1 + patches)));
  return l2Normalise(
    g,
    unit.reduce((a, b) => g.add(a, b)),
  );
}
