import { gradients } from "../graph/gradients.ts";
import { OnnxGraph } from "../graph/onnxGraph.ts";
import type { OnnxModel } from "../graph/onnxModel.ts";
import type { Ops } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { TextWeights, VisionWeights } from "../towers/foldedWeights.ts";
import { textTower } from "../towers/textTower.ts";
import { l2Normalise } from "../towers/transformer.ts";
import { visionTower } from "../towers/visionTower.ts";
import { decode } from "./decoder.ts";
import { abnormalLogit, alignmentLoss, diceLoss, focalLoss, imageLoss } from "./losses.ts";
import type { Network } from "./network.ts";
import { couplePrompts, VIEW_COUNT } from "./prompts.ts";

/** Side of the map on which pixel losses are taken, in cells a patch. */
export const TRUTH_CELLS_PER_PATCH = 4;

export const LOSS_NAMES = ["total", "dice", "focal", "image", "latent", "align"] as const;
export type LossName = (typeof LOSS_NAMES)[number];

/** What a step feeds beside the learnable tensors. Shapes: {@link stepInputShapes}. */
export type StepInput =
  | "patches"
  | "view"
  | "anchors"
  | "ends"
  | "truth"
  | "label"
  | "latentNoise"
  | "patchNoise"
  | "patchTruth"
  | "viewWeight"
  | "maskWeight"
  | "abnormalWeight";

/** Shapes of a step's inputs for `views` views and anchors of `textLength` tokens. */
export function stepInputShapes(network: Network, views: number, textLength: number): Record<StepInput, number[]> {
  const { grid, text, model } = network;
  const { vision, jointWidth } = model.config;
  const patches = grid * grid;
  const cells = (grid * TRUTH_CELLS_PER_PATCH) ** 2;
  return {
    /** Normalised pixels. */
    patches: [views, patches, 3 * vision.patchSize ** 2],
    /** One-hot: which view, 0 = whole picture, 1–4 = quarters in raster order. */
    view: [views, VIEW_COUNT],
    anchors: [2, textLength, text.width],
    ends: [2, 1, textLength],
    /** 1 where a cell is anomalous. */
    truth: [views, cells],
    /** 1 = the view shows an anomaly. */
    label: [views],
    /** Added to the unit global feature before it is normalised again. */
    latentNoise: [views, jointWidth],
    /** Added to patch features in units of their rms, zero outside the latent anomaly. */
    patchNoise: [views, patches, jointWidth],
    /** 1 where patchNoise is. */
    patchTruth: [views, cells],
    /** Share of each view in means over all views, over those with an anomalous cell, over the abnormal ones. */
    viewWeight: [views],
    maskWeight: [views],
    abnormalWeight: [views],
  };
}

/** All losses of a batch of views (method.md 1.9), weighted by the configuration. */
export function stepLosses(
  g: Ops,
  network: Network,
  weights: { vision: VisionWeights; text: TextWeights },
  input: (name: StepInput) => Tensor,
  parameter: (name: string) => Tensor,
): Record<LossName, Tensor> {
  const { config, model, grid, text } = network;
  const { vision } = model.config;
  const [views] = input("view").shape as [number];
  const prompts = couplePrompts(g, parameter, network.prompts);

  const states = textTower(g, text, weights.text, input("anchors"), input("ends"), prompts.text).features;
  const textFeatures = l2Normalise(g, states); // (2, joint): normal, abnormal

  const prefix = config.scalePrefix
    ? g.matmul(input("view"), parameter("prefix"))
    : g.broadcastTo(g.slice(parameter("prefix"), 0, 0, 1), [views, vision.width]);
  const seen = visionTower(g, vision, weights.vision, input("patches"), {
    prefix: g.reshape(prefix, [views, 1, vision.width]),
    deep: prompts.vision,
  });
  const global = l2Normalise(g, seen.global); // (B, joint)
  const decoded = decode(g, parameter, seen.patches, grid, grid); // (B, N, joint)

  const toLogit = (features: Tensor) =>
    abnormalLogit(g, g.matmul(features, textFeatures, { transposeB: true }), config.temperature);
  const patchLogit = toLogit(decoded); // (B, N)
  const pixels = g.sigmoid(upsample(g, patchLogit, grid));
  const one = g.scalar(1);
  const dice = g.add(
    diceLoss(g, pixels, input("truth"), input("maskWeight")),
    diceLoss(g, g.sub(one, pixels), g.sub(one, input("truth")), input("viewWeight")),
  );
  const focal = focalLoss(g, pixels, input("truth"), input("viewWeight"));
  const image = imageLoss(g, toLogit(global), input("label"), input("viewWeight"));
  const align = alignmentLoss(g, global, decoded, g.sigmoid(patchLogit), input("abnormalWeight"));

  // Latent anomalies: noise on the global feature, and on a patch of the patch features (method.md 1.7).
  const noisyGlobal = l2Normalise(g, g.add(global, input("latentNoise")));
  const always = g.constant(new Float32Array(views).fill(1), [views], `always:${views}`);
  const rms = g.sqrt(g.mean(g.mul(seen.patches, seen.patches), [2], true));
  const noisyPatches = g.add(seen.patches, g.mul(rms, input("patchNoise")));
  const noisyPixels = g.sigmoid(upsample(g, toLogit(decode(g, parameter, noisyPatches, grid, grid)), grid));
  const latent = g.add(
    imageLoss(g, toLogit(noisyGlobal), always, input("viewWeight")),
    focalLoss(g, noisyPixels, input("patchTruth"), input("viewWeight")),
  );

  const terms: [Tensor, number][] = [
    [dice, config.diceWeight],
    [focal, config.focalWeight],
    [image, config.imageWeight],
    [latent, config.latentNoise > 0 ? config.latentWeight : 0],
    [align, config.alignWeight],
  ];
  const total = terms
    .filter(([, weight]) => weight > 0)
    .map(([loss, weight]) => g.mul(loss, g.scalar(weight)))
    .reduce((sum, term) => g.add(sum, term), g.scalar(0));
  return { total, dice, focal, image, latent, align };
}

/**
 * One graph for a training step: forward, losses and the gradient of every learnable tensor.
 * Outputs: `loss:<name>` scalars and `gradient:<parameter>`.
 */
export function buildTrainGraph(
  network: Network,
  weights: { vision: VisionWeights; text: TextWeights },
  views: number,
  textLength: number,
): OnnxModel {
  const g = new OnnxGraph();
  const parameters = new Map(network.specs.map(({ name, shape }) => [name, g.input(name, shape)]));
  const shapes = stepInputShapes(network, views, textLength);
  const inputs = new Map(Object.entries(shapes).map(([name, shape]) => [name, g.input(name, shape)]));
  const losses = stepLosses(
    g,
    network,
    weights,
    (name) => inputs.get(name)!,
    (name) => parameters.get(name)!,
  );
  for (const name of LOSS_NAMES) g.output(`loss:${name}`, losses[name]);
  const found = gradients(g, losses.total, [...parameters.values()]);
  for (const [i, name] of [...parameters.keys()].entries()) g.output(`gradient:${name}`, found[i]!);
  return g.model();
}

/** Bilinear enlargement of patch logits [B, grid²] to the truth map's cells [B, cells], half-pixel centres. */
function upsample(g: Ops, logits: Tensor, grid: number): Tensor {
  const batch = logits.shape[0]!;
  const side = grid * TRUTH_CELLS_PER_PATCH;
  const matrix = g.constant(bilinearMatrix(side, grid), [side, grid], `bilinear:${side}:${grid}`);
  const rows = g.matmul(matrix, g.reshape(logits, [batch, grid, grid]));
  return g.reshape(g.matmul(rows, matrix, { transposeB: true }), [batch, side * side]);
}

/** [to, from] matrix that interpolates linearly between cell centres. */
function bilinearMatrix(to: number, from: number): Float32Array {
  const matrix = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const position = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(position);
    const high = Math.min(low + 1, from - 1);
    matrix[i * from + low]! += 1 - (position - low);
    matrix[i * from + high]! += position - low;
  }
  return matrix;
}
