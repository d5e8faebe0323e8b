import type { FloatTensor } from "../base/safetensors.ts";
import type { Model } from "../models/loadModel.ts";
import { positionEmbedding } from "../models/positions.ts";

/**
 * Weights of a tower, made ready for computing: what only scales or shifts is folded into the linear map beside it, so
 * that a block is two standardisations, four linear maps, one attention and one activation.
 *
 * - norm weight γ and bias β: (x̂·γ + β)·W + b = x̂·(γ⊙W) + (b + β·W)
 * - attention's 1/√(head width): into the query columns
 * - DINOv2's layer scale λ: into the columns of the map before it
 */
export interface FoldedLinear {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
}

export interface FoldedBlock {
  readonly qkv: FoldedLinear;
  readonly out: FoldedLinear;
  readonly fc1: FoldedLinear;
  readonly fc2: FoldedLinear;
}

export interface VisionWeights {
  readonly patch: FoldedLinear;
  /** Class token with its position embedding added, [width]. */
  readonly classToken: Float32Array;
  /** Position embeddings of the patches, [rows·columns, width]. */
  readonly positions: Float32Array;
  readonly preNorm: { readonly weight: Float32Array; readonly bias: Float32Array } | null;
  readonly blocks: readonly FoldedBlock[];
  /** Final norm and projection to the joint space. */
  readonly head: FoldedLinear;
}

export interface TextWeights {
  /** [context length, width]. */
  readonly positions: Float32Array;
  readonly blocks: readonly FoldedBlock[];
  readonly head: FoldedLinear;
}

/** Reads and folds the vision tower for a grid of patches. Throws what {@link Model.weights} throws. */
export async function loadVisionWeights(model: Model, rows: number, columns: number): Promise<VisionWeights> {
  const { weights, config } = model;
  const { width, heads, layers, preNorm } = config.vision;
  const positions = await positionEmbedding(weights, config, rows, columns);
  const classToken = Float32Array.from((await weights.get("vision.class")).data, (value, i) => value + positions[i]!);
  const blocks: FoldedBlock[] = [];
  for (let i = 0; i < layers; i++) blocks.push(await loadBlock(model, `vision.blocks.${i}`, heads));
  return {
    patch: linear(await weights.get("vision.patch.weight"), await weights.get("vision.patch.bias")),
    classToken,
    positions: positions.subarray(width),
    preNorm: preNorm
      ? {
          weight: (await weights.get("vision.preNorm.weight")).data,
          bias: (await weights.get("vision.preNorm.bias")).data,
        }
      : null,
    blocks,
    head: await loadHead(model, "vision"),
  };
}

/** Reads and folds the text tower. The model must have one. */
export async function loadTextWeights(model: Model): Promise<TextWeights> {
  const { weights, config } = model;
  const { layers, heads } = config.text!;
  const blocks: FoldedBlock[] = [];
  for (let i = 0; i < layers; i++) blocks.push(await loadBlock(model, `text.blocks.${i}`, heads));
  return { positions: (await weights.get("text.position")).data, blocks, head: await loadHead(model, "text") };
}

async function loadBlock({ weights }: Model, prefix: string, heads: number): Promise<FoldedBlock> {
  const get = (name: string) => weights.get(`${prefix}.${name}`);
  const read = async (name: string) => linear(await get(`${name}.weight`), await get(`${name}.bias`));
  const qkv = foldNorm(await read("qkv"), await get("norm1.weight"), await get("norm1.bias"));
  scaleQueries(qkv, heads);
  return {
    qkv,
    out: foldScale(await read("out"), await get("scale1")),
    fc1: foldNorm(await read("fc1"), await get("norm2.weight"), await get("norm2.bias")),
    fc2: foldScale(await read("fc2"), await get("scale2")),
  };
}

async function loadHead({ weights }: Model, tower: "vision" | "text"): Promise<FoldedLinear> {
  const projection = await weights.get(`${tower}.projection`);
  const bias = { shape: [projection.shape[1]!], data: new Float32Array(projection.shape[1]!) };
  const norm = [await weights.get(`${tower}.norm.weight`), await weights.get(`${tower}.norm.bias`)] as const;
  return foldNorm(linear(projection, bias), ...norm);
}

function linear(weight: FloatTensor, bias: FloatTensor): FoldedLinear {
  return { weight: weight.data, bias: bias.data, inputs: weight.shape[0]!, outputs: weight.shape[1]! };
}

function foldNorm(
  { weight, bias, inputs, outputs }: FoldedLinear,
  gamma: FloatTensor,
  beta: FloatTensor,
): FoldedLinear {
  const foldedWeight = new Float32Array(weight.length);
  const foldedBias = Float64Array.from(bias);
  for (let i = 0; i < inputs; i++) {
    const scale = gamma.data[i]!;
    const shift = beta.data[i]!;
    for (let j = 0, k = i * outputs; j < outputs; j++, k++) {
      foldedBias[j]! += shift * weight[k]!;
      foldedWeight[k] = scale * weight[k]!;
    }
  }
  return { weight: foldedWeight, bias: Float32Array.from(foldedBias), inputs, outputs };
}

function foldScale({ weight, bias, inputs, outputs }: FoldedLinear, scale: FloatTensor): FoldedLinear {
  return {
    weight: weight.map((value, k) => value * scale.data[k % outputs]!),
    bias: bias.map((value, j) => value * scale.data[j]!),
    inputs,
    outputs,
  };
}

/** Scales the query columns in place; `qkv` was made by foldNorm, so nobody else holds its arrays. */
function scaleQueries({ weight, bias, inputs, outputs }: FoldedLinear, heads: number): void {
  const width = outputs / 3;
  const scale = 1 / Math.sqrt(width / heads);
  for (let j = 0; j < width; j++) bias[j]! *= scale;
  for (let i = 0; i < inputs; i++) for (let j = 0; j < width; j++) weight[i * outputs + j]! *= scale;
}
