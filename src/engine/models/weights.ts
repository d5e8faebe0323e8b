import { AnopleError } from "../base/errors.ts";
import type { FloatTensor, SafetensorsFile } from "../base/safetensors.ts";
import { clipTextNames, clipVisionNames } from "./hfClip.ts";
import { dinov2Names } from "./hfDual.ts";
import type { ModelConfig } from "./modelConfig.ts";
import type { NamingTable, Source } from "./naming.ts";
import { openClipNames } from "./openClip.ts";
import { type WeightName, weightShapes } from "./weightShapes.ts";

/** A model's weights by canonical name, whatever the file calls them. */
export interface Weights {
  /** Reads a tensor as float32, linear maps turned to x @ W. Nothing is kept: ask once, or keep what you got. */
  get(name: WeightName): Promise<FloatTensor>;
  close(): Promise<void>;
}

/**
 * Weights of a model from its opened file. Presence, type and shape of all tensors are checked here, before any is read.
 * @param path the file's path, for errors
 * @throws AnopleError ("model") naming the file and the tensor that is missing, holds no floats or has another shape than the configuration says
 */
export function canonicalWeights(file: SafetensorsFile, path: string, config: ModelConfig): Weights {
  const table = namingOf(file, config);
  const shapes = weightShapes(config);
  const sourceOf = (name: WeightName) => withBlockNumber(table, name);
  for (const [name, shape] of shapes) checkSource(file, path, sourceOf(name), shape, config.vision.patchSize);
  return {
    get: async (name) => {
      const shape = shapes.get(name);
      if (!shape) throw new RangeError(`A model of this configuration has no weight ${name}.`);
      return { shape, data: await readSource(file, sourceOf(name), shape) };
    },
    close: () => file.close(),
  };
}

/** Picks the naming scheme by family and, where a family has variants, by what the file holds. */
function namingOf(file: SafetensorsFile, { family, vision }: ModelConfig): NamingTable {
  if (family === "open_clip") return openClipNames(file.has("text.token_embedding.weight") ? "text." : "");
  // Some versions of transformers nest a tower of a dual encoder once more.
  const prefixOf = (tower: string, probe: string) =>
    file.has(`${tower}${tower}${probe}`) ? `${tower}${tower}` : tower;
  const text = clipTextNames(prefixOf("text_model.", "embeddings.token_embedding.weight"));
  const visual = vision.preNorm
    ? clipVisionNames(prefixOf("vision_model.", "embeddings.class_embedding"))
    : dinov2Names(file.has("vision_model.encoder.layer.0.attention.q_proj.weight"));
  return { ...visual, ...text };
}

function withBlockNumber(table: NamingTable, name: WeightName): Source {
  const number = /\.blocks\.(\d+)\./.exec(name)?.[1];
  if (number === undefined) return table[name]!;
  const source = table[name.replace(`.blocks.${number}.`, ".blocks.*.")]!;
  return { ...source, parts: source.parts.map((part) => part.replace("*", number)) };
}

function isAbsent(file: SafetensorsFile, { parts, absent }: Source): boolean {
  return absent !== undefined && !parts.some((part) => file.has(part));
}

function checkSource(
  file: SafetensorsFile,
  path: string,
  source: Source,
  shape: readonly number[],
  patchSize: number,
): void {
  if (isAbsent(file, source)) return;
  const expected = partShape(source, shape, patchSize);
  for (const part of source.parts) {
    file.requireFloats(part);
    const stored = file.shapeOf(part);
    // Leading axes of size 1 are left from batches ("[1, 1, width]").
    const extra = Math.max(0, stored.length - expected.length);
    const fits = stored.every((size, axis) => size === (axis < extra ? 1 : expected[axis - extra]));
    if (!fits || stored.length < expected.length)
      throw new AnopleError(
        "model",
        `${path}: tensor "${part}" has shape [${stored.join(", ")}], but the model's configuration asks for [${expected.join(", ")}].`,
        "Weights and configuration must come from the same model: download both again.",
      );
  }
}

/** The shape that each stored part of a canonical tensor of shape `shape` has. */
function partShape({ parts, layout }: Source, shape: readonly number[], patchSize: number): readonly number[] {
  const [first = 1, second = 1] = shape;
  if (layout === "patches") return [second, 3, patchSize, patchSize];
  if (layout === "transposed") return [second / parts.length, first];
  return [first / parts.length, ...shape.slice(1)];
}

async function readSource(file: SafetensorsFile, source: Source, shape: readonly number[]): Promise<Float32Array> {
  const size = shape.reduce((a, b) => a * b, 1);
  if (isAbsent(file, source)) return new Float32Array(size).fill(source.absent!);
  const joined = await readJoined(file, source.parts, size);
  return source.layout === "same" ? joined : transpose(joined, shape[1]!, shape[0]!);
}

async function readJoined(file: SafetensorsFile, parts: readonly string[], size: number): Promise<Float32Array> {
  if (parts.length === 1) return (await file.read(parts[0]!)).data;
  const joined = new Float32Array(size);
  let at = 0;
  for (const part of parts) {
    const { data } = await file.read(part);
    joined.set(data, at);
    at += data.length;
  }
  return joined;
}

/** [rows, columns] to [columns, rows], in tiles that stay in cache. */
function transpose(data: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(data.length);
  const tile = 32;
  for (let r0 = 0; r0 < rows; r0 += tile)
    for (let c0 = 0; c0 < columns; c0 += tile) {
      const rEnd = Math.min(rows, r0 + tile);
      const cEnd = Math.min(columns, c0 + tile);
      for (let c = c0; c < cEnd; c++) for (let r = r0; r < rEnd; r++) out[c * rows + r] = data[r * columns + c]!;
    }
  return out;
}
