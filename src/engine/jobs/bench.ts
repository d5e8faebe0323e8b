import { makeConfig } from "../anople/config.ts";
import { foldPrompts } from "../anople/foldedPrompts.ts";
import { bankRows, buildBanks } from "../anople/memory.ts";
import { makeNetwork, type Network } from "../anople/network.ts";
import { promptTokens } from "../anople/prompts.ts";
import { createScorer } from "../anople/scorer.ts";
import { runSize } from "../anople/stepInputs.ts";
import { viewsPerStep } from "../anople/stepViews.ts";
import { freshTrainState, train } from "../anople/trainer.ts";
import { throwIfCancelled } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import { OnnxGraph } from "../graph/onnxGraph.ts";
import { sizeOf } from "../graph/tensor.ts";
import { loadModel } from "../models/loadModel.ts";
import { bundledModelDirectory } from "../models/registry.ts";
import { createSession, type Session } from "../runtime/session.ts";
import { loadVisionWeights } from "../towers/foldedWeights.ts";
import { visionTower } from "../towers/visionTower.ts";
import type { JobContext } from "./jobContext.ts";
import { noisePicture } from "./noisePicture.ts";

export interface BenchRequest {
  /** Model directory; the bundled model when missing. */
  readonly model?: string;
  /** Repetitions of each measurement; the median is reported. */
  readonly repeat: number;
}

/** Times in milliseconds (medians), memory in megabytes, ratios of times taken in the same run. */
export interface BenchResult {
  readonly model: string;
  readonly viewSize: number;
  /** Bare matrix products of the tower's shapes, frozen operand, as onnxruntime runs them. */
  readonly matmul: { readonly gflops: number };
  readonly training: {
    readonly buildMs: number;
    readonly stepMs: number;
    readonly views: number;
    /** Counting a step as two forward passes of its views. */
    readonly gflops: number;
    readonly shareOfMatmul: number;
  };
  readonly scoring: {
    readonly towerMs: number;
    readonly prompted: { readonly imageMs: number; readonly timesTower: number };
    readonly frozen: { readonly imageMs: number; readonly timesTower: number };
  };
  /** Largest resident set of the process so far, after each part. */
  readonly peakMemory: { readonly trainingMb: number; readonly scoringMb: number };
}

/** Measures the training step, scoring and the bare products they are made of, one after the other in this process. */
export async function benchJob(
  { model: directory, repeat }: BenchRequest,
  { report, signal }: JobContext,
): Promise<BenchResult> {
  const model = await loadModel(directory ?? bundledModelDirectory());
  try {
    const config = makeConfig("balanced", { steps: repeat + 1 }, "bench");
    const network = makeNetwork(model, config);
    const picture = noisePicture(2 * network.viewSize);
    const views = viewsPerStep(config);
    const run = runSize(views, config.microBatch);

    report({ type: "stage", stage: "Bare matrix products" });
    const matmulGflops = await measureMatmul(network, run, repeat);
    throwIfCancelled(signal);

    report({ type: "stage", stage: "Training step" });
    const marks = [performance.now()];
    const state = freshTrainState(network, 0);
    const classes = [{ className: "part", images: [picture] }];
    await train(network, classes, state, 0, () => void marks.push(performance.now()), signal);
    const steps = marks.slice(1).map((mark, i) => mark - marks[i]!);
    const stepMs = median(steps.slice(1));
    const trainingMb = peakMb();

    report({ type: "stage", stage: "Scoring" });
    const towerMs = await measureTower(network, repeat);
    const prompts = await foldPrompts(network, state.parameters, ["part"]);
    const times = { prompted: 0, frozen: 0 };
    for (const memoryEncoder of ["prompted", "frozen"] as const) {
      throwIfCancelled(signal);
      const variant: Network = { ...network, config: { ...config, memoryEncoder } };
      const scorer = await createScorer(variant, { parameters: state.parameters, prompts }, bankRows(variant, 1));
      try {
        const banks = await buildBanks(scorer, variant, [picture], 1, signal);
        times[memoryEncoder] = await medianOf(repeat, () => scorer.score(picture, 0, banks));
      } finally {
        await scorer.close();
      }
    }

    const gflops = (2 * views * forwardFlops(network)) / stepMs / 1e6;
    return {
      model: model.config.name,
      viewSize: network.viewSize,
      matmul: { gflops: matmulGflops },
      // The first step holds the build; what is left of it after a usual step is the build.
      training: { buildMs: steps[0]! - stepMs, stepMs, views, gflops, shareOfMatmul: gflops / matmulGflops },
      scoring: {
        towerMs,
        prompted: { imageMs: times.prompted, timesTower: times.prompted / towerMs },
        frozen: { imageMs: times.frozen, timesTower: times.frozen / towerMs },
      },
      peakMemory: { trainingMb, scoringMb: peakMb() },
    };
  } finally {
    await model.close();
  }
}

/** Tokens of a view in the prompted tower: class, patches, prefix, prompts. */
function tokenCount({ grid, prompts }: Network): number {
  return 1 + grid * grid + 1 + promptTokens(prompts).vision;
}

/** Multiplications and additions of one view's forward pass through the prompted tower. */
function forwardFlops(network: Network): number {
  const { width, mlpWidth, layers, patchSize } = network.model.config.vision;
  const tokens = tokenCount(network);
  const block = 2 * tokens * width * (4 * width + 2 * mlpWidth) + 4 * tokens * tokens * width;
  return layers * block + 2 * network.grid ** 2 * 3 * patchSize ** 2 * width;
}

/** GFLOP/s of one block's four frozen products, as large as a run of the training graph makes them. */
async function measureMatmul(network: Network, views: number, repeat: number): Promise<number> {
  const { width, mlpWidth } = network.model.config.vision;
  const rows = views * tokenCount(network);
  const random = new Random(0);
  const g = new OnnxGraph();
  const shapes = [
    [width, 3 * width],
    [width, width],
    [width, mlpWidth],
    [mlpWidth, width],
  ] as const;
  const inputs = new Map([width, mlpWidth].map((size) => [size, g.input(`x${size}`, [rows, size])]));
  shapes.forEach(([from, to], i) => {
    const weight = g.constant(random.normals(from * to, 0.05), [from, to]);
    const product = g.linear(inputs.get(from)!, weight, g.constant(new Float32Array(to), [to]));
    g.output(`y${i}`, g.slice(product, 0, 0, 1)); // one row: reading results back is not measured
  });
  const session = await createSession(g.model());
  try {
    const feeds = Object.fromEntries(
      [...inputs].map(([size, { name, shape }]) => [name, { data: random.normals(rows * size, 1), shape }]),
    );
    const ms = await medianOf(4 * repeat, () => session.run(feeds));
    const flops = shapes.reduce((sum, shape) => sum + 2 * rows * sizeOf(shape), 0);
    return flops / ms / 1e6;
  } finally {
    await session.close();
  }
}

/** Milliseconds of one picture through the plain tower, features out. */
async function measureTower(network: Network, repeat: number): Promise<number> {
  const { model, grid } = network;
  const g = new OnnxGraph();
  const shape = [1, grid * grid, 3 * model.config.vision.patchSize ** 2];
  const weights = await loadVisionWeights(model, grid, grid);
  g.output("features", visionTower(g, model.config.vision, weights, g.input("patches", shape), null).patches);
  const session: Session = await createSession(g.model());
  try {
    const data = new Random(0).normals(sizeOf(shape), 1);
    return await medianOf(repeat, () => session.run({ patches: { data, shape } }));
  } finally {
    await session.close();
  }
}

/** Median time of `repeat` runs after one that warms up. */
async function medianOf(repeat: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= repeat; i++) {
    const began = performance.now();
    await work();
    if (i > 0) times.push(performance.now() - began);
  }
  return median(times);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** process.resourceUsage counts kilobytes. */
function peakMb(): number {
  return process.resourceUsage().maxRSS / 1000;
}
