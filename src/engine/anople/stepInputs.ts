import { Random } from "../base/random.ts";
import { sizeOf } from "../graph/tensor.ts";
import type { BinaryMask } from "../imaging/image.ts";
import { patchTokens } from "../models/preprocess.ts";
import type { FloatFeeds } from "../runtime/session.ts";
import type { Anchors } from "./anchors.ts";
import type { Network } from "./network.ts";
import { VIEW_COUNT } from "./prompts.ts";
import { perlinNoise } from "./simulate/perlin.ts";
import type { StepViews, View } from "./stepViews.ts";
import { type StepInput, stepInputShapes, TRUTH_CELLS_PER_PATCH } from "./trainGraph.ts";

/** A cell of the truth map is anomalous when more than this share of it is. */
const CELL_COVERAGE = 0.2;
/** Share of the patches that a latent anomaly covers. */
const LATENT_AREA = 0.1;

/**
 * The inputs of a step, cut into runs of at most `microBatch` views. The weights of each view are shares of the whole
 * step, so losses and gradients of the runs add up to those of the step.
 *
 * @param anchors of each class, all `textLength` tokens long
 */
export function stepInputs(
  network: Network,
  { classIndex, views }: StepViews,
  anchors: readonly Anchors[],
  textLength: number,
  seed: number,
  step: number,
): FloatFeeds[] {
  const { grid, config } = network;
  const random = Random.for(seed, `latent:${step}`);
  const side = grid * TRUTH_CELLS_PER_PATCH;
  const truths = views.map((view) => truthCells(view.mask, side));
  const labels = truths.map((truth) => (truth.includes(1) ? 1 : 0));
  const abnormal = labels.reduce<number>((sum, label) => sum + label, 0);
  const size = runSize(views.length, config.microBatch);
  const runs: FloatFeeds[] = [];
  for (let start = 0; start < views.length; start += size) {
    const batch = views.slice(start, start + size);
    const shapes = stepInputShapes(network, size, textLength);
    const data = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, new Float32Array(sizeOf(shape))]),
    ) as Record<StepInput, Float32Array>;
    data.anchors = anchors[classIndex]!.tokens;
    data.ends = anchors[classIndex]!.ends;
    batch.forEach((view, i) => {
      const label = labels[start + i]!;
      fillView(network, data, i, view, truths[start + i]!, random);
      data.label[i] = label;
      data.viewWeight[i] = 1 / views.length;
      data.maskWeight[i] = label === 1 ? 1 / abnormal : 0;
      data.abnormalWeight[i] = data.maskWeight[i]!;
    });
    runs.push(
      Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => [name, { shape, data: data[name as StepInput] }]),
      ),
    );
  }
  return runs;
}

/** Views in a run: the largest divisor of the step's views that is at most `microBatch`, so that one graph serves all. */
export function runSize(views: number, microBatch: number): number {
  let size = Math.min(views, microBatch);
  while (views % size !== 0) size--;
  return size;
}

function fillView(
  { model, grid, config }: Network,
  data: Record<StepInput, Float32Array>,
  i: number,
  view: View,
  truth: Float32Array,
  random: Random,
): void {
  const { jointWidth, vision } = model.config;
  const patches = grid * grid;
  patchTokens(view.image, model.config, data.patches, i * patches * 3 * vision.patchSize ** 2);
  data.view[i * VIEW_COUNT + view.index] = 1;
  data.truth.set(truth, i * truth.length);
  if (config.latentNoise === 0) return;

  data.latentNoise.set(random.normals(jointWidth, config.latentNoise / Math.sqrt(jointWidth)), i * jointWidth);
  const blob = perlinNoise(grid, random.int(2, 5), random).data;
  const threshold = Float32Array.from(blob).sort()[Math.floor((1 - LATENT_AREA) * patches)]!;
  const side = grid * TRUTH_CELLS_PER_PATCH;
  data.patchTruth.set(truth, i * truth.length);
  for (let patch = 0; patch < patches; patch++) {
    if (blob[patch]! < threshold) continue;
    data.patchNoise.set(random.normals(jointWidth, config.latentNoise), (i * patches + patch) * jointWidth);
    const top = Math.floor(patch / grid) * TRUTH_CELLS_PER_PATCH;
    const left = (patch % grid) * TRUTH_CELLS_PER_PATCH;
    for (let y = top; y < top + TRUTH_CELLS_PER_PATCH; y++) {
      const row = i * truth.length + y * side + left;
      data.patchTruth.fill(1, row, row + TRUTH_CELLS_PER_PATCH);
    }
  }
}

/** Divides a mask into side² cells and marks those that are covered enough. */
function truthCells(mask: BinaryMask | null, side: number): Float32Array {
  const cells = new Float32Array(side * side);
  if (!mask) return cells;
  const from = (i: number, size: number) => Math.floor((i * size) / side);
  const to = (i: number, size: number) => Math.ceil(((i + 1) * size) / side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [top, bottom] = [from(row, mask.height), to(row, mask.height)];
      const [left, right] = [from(column, mask.width), to(column, mask.width)];
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += mask.data[y * mask.width + x]!;
      if (sum > CELL_COVERAGE * (bottom - top) * (right - left)) cells[row * side + column] = 1;
    }
  }
  return cells;
}
