import { OnnxGraph } from "../graph/onnxGraph.ts";
import type { RgbImage } from "../imaging/image.ts";
import { resizeBicubic } from "../imaging/resize.ts";
import { patchTokens } from "../models/preprocess.ts";
import { createSession, type Feeds } from "../runtime/session.ts";
import { loadVisionWeights } from "../towers/foldedWeights.ts";
import { fuse } from "./fusion.ts";
import type { MemoryBank } from "./memory.ts";
import type { Network } from "./network.ts";
import { type Learned, memoryDistance, scoreOutputs } from "./scoreGraph.ts";

/** Scores of one picture, larger = more anomalous, and its maps of patches. */
export interface PictureScore {
  /** Fused. */
  readonly score: number;
  readonly parts: { readonly memory: number; readonly prompt: number; readonly decoder: number };
  /** grid × grid values each, row by row, unsmoothed. */
  readonly maps: { readonly fused: Float32Array; readonly memory: Float32Array; readonly decoder: Float32Array };
}

/** Runs pictures through the trained network. */
export interface Scorer {
  /** Unit patch descriptors of a picture for each bank, [patches, width] each. */
  describe(image: RgbImage): Promise<Float32Array[]>;
  score(image: RgbImage, classIndex: number, banks: readonly MemoryBank[]): Promise<PictureScore>;
  close(): Promise<void>;
}

/**
 * Compiles the scoring graph: one run gives all parts and the fused score and map. What belongs to a class is fed, so
 * one graph serves all classes.
 *
 * @param bankRows rows of each memory bank
 */
export async function createScorer(network: Network, learned: Learned, bankRows: number): Promise<Scorer> {
  const { model, grid, viewSize } = network;
  const { vision, jointWidth, profile } = model.config;
  const weights = await loadVisionWeights(model, grid, grid);
  const patches = grid * grid;
  const pixels = 3 * vision.patchSize ** 2;
  const bankNames = profile.memoryBanks.map((_, i) => `bank:${i}`);
  const shapes = {
    patches: [1, patches, pixels],
    textFeatures: [2, jointWidth],
    bank: [bankRows, vision.width],
  };

  const g = new OnnxGraph();
  const outputs = scoreOutputs(
    g,
    network,
    weights,
    learned,
    g.input("patches", shapes.patches),
    g.input("textFeatures", shapes.textFeatures),
  );
  const banks = bankNames.map((name) => g.input(name, shapes.bank));
  const memory = memoryDistance(g, outputs.descriptors, banks);
  const fused = fuse(g, { ...outputs, memory }, network.config);
  for (const part of ["score", "memory", "prompt", "decoder", "map"] as const) g.output(part, fused[part]);
  g.output("memoryMap", memory);
  g.output("decoderMap", outputs.decoder);
  for (const [i, descriptor] of outputs.descriptors.entries()) g.output(`descriptor:${i}`, descriptor);
  const session = await createSession(g.model());

  const run = async (image: RgbImage, feeds: Feeds) => {
    const data = new Float32Array(patches * pixels);
    patchTokens(resizeBicubic(image, viewSize, viewSize), model.config, data, 0);
    return session.run({ ...feeds, patches: { data, shape: shapes.patches } });
  };
  const noBank = new Float32Array(bankRows * vision.width);
  const noClass: Feeds = {
    textFeatures: { data: new Float32Array(2 * jointWidth), shape: shapes.textFeatures },
    ...Object.fromEntries(bankNames.map((name) => [name, { data: noBank, shape: shapes.bank }])),
  };
  return {
    async describe(image) {
      const result = await run(image, noClass);
      return bankNames.map((_, i) => result[`descriptor:${i}`]!);
    },
    async score(image, classIndex, banks) {
      const result = await run(image, {
        textFeatures: { data: learned.prompts.textFeatures[classIndex]!, shape: shapes.textFeatures },
        ...Object.fromEntries(bankNames.map((name, i) => [name, { data: banks[i]!.data, shape: shapes.bank }])),
      });
      return {
        score: result.score![0]!,
        parts: { memory: result.memory![0]!, prompt: result.prompt![0]!, decoder: result.decoder![0]! },
        maps: { fused: result.map!, memory: result.memoryMap!, decoder: result.decoderMap! },
      };
    },
    close: () => session.close(),
  };
}
