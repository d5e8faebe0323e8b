import { OnnxGraph } from "../graph/onnxGraph.ts";
import type { OnnxModel } from "../graph/onnxModel.ts";
import { sizeOf, type Tensor } from "../graph/tensor.ts";
import type { ModelConfig } from "../models/modelConfig.ts";
import { loadVisionWeights } from "../towers/foldedWeights.ts";
import { smoothingMatrix } from "./anomalyMap.ts";
import { fuse } from "./fusion.ts";
import type { MemoryBank } from "./memory.ts";
import type { Network } from "./network.ts";
import { type Learned, memoryDistance, scoreOutputs } from "./scoreGraph.ts";

/** Names of an exported file's input and outputs. */
export const EXPORT_INPUT = "image";

/**
 * One class's whole scorer as one graph: `image` uint8 [1, height, width, 3] of any size in, `map` float [1, height,
 * width] and `score` float [1] out. Resizing, normalisation, prompts, memory, fusion and smoothing are inside.
 */
export async function buildExportGraph(
  network: Network,
  learned: Learned,
  classIndex: number,
  banks: readonly MemoryBank[],
  metadata: Record<string, string>,
): Promise<OnnxModel> {
  const { model, grid, viewSize, config } = network;
  const weights = await loadVisionWeights(model, grid, grid);
  const g = new ExportGraph();
  const patches = g.picture(model.config, viewSize);
  const textFeatures = g.constant(
    learned.prompts.textFeatures[classIndex]!,
    [2, model.config.jointWidth],
    "learned.text",
  );
  const outputs = scoreOutputs(g, network, weights, learned, patches, textFeatures);
  const frozenBanks = banks.map(({ data, width }, i) =>
    g.constant(data, [data.length / width, width], `memory.bank:${i}`),
  );
  const memory = memoryDistance(g, outputs.descriptors, frozenBanks);
  const { score, map } = fuse(g, { ...outputs, memory }, config);
  g.output("score", score);
  g.fullSizeMap("map", g.reshape(map, [grid, grid]), config.smoothing);
  return g.model(metadata);
}

/** The graph with what stands around a scorer: a picture's bytes in, a map of the picture's size out. */
class ExportGraph extends OnnxGraph {
  /** Declares the picture and turns it into normalised patches [1, patches, 3·patchSize²]. */
  picture({ vision, mean, std }: ModelConfig, viewSize: number): Tensor {
    const { patchSize } = vision;
    const grid = viewSize / patchSize;
    this.inputs.push({ name: EXPORT_INPUT, type: "uint8", shape: [1, "height", "width", 3] });
    // The picture's own size is known only when the graph runs; no later shape depends on it.
    const bytes = { name: EXPORT_INPUT, shape: [] };
    const channelsFirst = this.node("Transpose", [bytes], [], { perm: [0, 3, 1, 2] });
    const view = [1, 3, viewSize, viewSize];
    const resized = this.node("Resize", [channelsFirst, NOTHING, NOTHING, this.ints(view)], view, {
      mode: "cubic",
      antialias: 1,
      cubic_coeff_a: { float: -0.5 },
      coordinate_transformation_mode: "half_pixel",
      exclude_outside: 1,
    });
    const pixels = this.node("Cast", [resized], view, { to: FLOAT });
    const perChannel = (values: readonly number[], name: string) =>
      this.constant(Float32Array.from(values), [1, 3, 1, 1], name);
    const scale = perChannel(
      std.map((sd) => 1 / (255 * sd)),
      "normalise.scale",
    );
    const shift = perChannel(
      mean.map((m, i) => -m / std[i]!),
      "normalise.shift",
    );
    const normal = this.add(this.mul(pixels, scale), shift);
    const cells = this.reshape(normal, [3, grid, patchSize, grid, patchSize]);
    const rows = this.transpose(cells, [1, 3, 0, 2, 4]);
    return this.reshape(rows, [1, grid * grid, sizeOf(view) / (grid * grid)]);
  }

  /** Enlarges and smooths a map of patches and gives it out at the picture's size. */
  fullSizeMap(name: string, patchMap: Tensor, smoothing: number): void {
    const { matrix, side } = smoothingMatrix(patchMap.shape[0]!, smoothing);
    const smoother = this.constant(matrix, [side, patchMap.shape[0]!], "map.smoother");
    const smooth = this.matmul(this.matmul(smoother, patchMap), smoother, { transposeB: true });
    const picture = { name: EXPORT_INPUT, shape: [] };
    const size = this.node(
      "Slice",
      [this.node("Shape", [picture], [4]), this.ints([1]), this.ints([3]), this.ints([0])],
      [2],
    );
    const target = this.node("Concat", [this.ints([1, 1]), size], [4], { axis: 0 });
    const full = this.node("Resize", [this.reshape(smooth, [1, 1, side, side]), NOTHING, NOTHING, target], [], {
      mode: "linear",
      coordinate_transformation_mode: "half_pixel",
    });
    this.alias(name, this.node("Squeeze", [full, this.ints([1])], []));
    this.outputs.push({ name, type: "float32", shape: [1, "height", "width"] });
  }
}

/** An optional input that is left out. */
const NOTHING = { name: "", shape: [] };
/** onnx.proto's number for float32. */
const FLOAT = 1;
