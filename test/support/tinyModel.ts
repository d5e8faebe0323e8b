import { Random } from "../../src/engine/base/random.ts";
import { sizeOf } from "../../src/engine/graph/tensor.ts";
import type { Model } from "../../src/engine/models/loadModel.ts";
import type { ModelConfig } from "../../src/engine/models/modelConfig.ts";
import { weightShapes } from "../../src/engine/models/weightShapes.ts";

const CONFIG: ModelConfig = {
  name: "tiny",
  family: "clip",
  vision: {
    layers: 3,
    width: 32,
    heads: 2,
    mlpWidth: 48,
    patchSize: 4,
    imageSize: 16,
    activation: "gelu",
    layerNormEps: 1e-5,
    preNorm: true,
    positionInterpolation: "bicubic",
  },
  text: {
    layers: 3,
    width: 24,
    heads: 3,
    mlpWidth: 40,
    vocabSize: 40,
    contextLength: 16,
    activation: "quick_gelu",
    layerNormEps: 1e-5,
    bosTokenId: 38,
    eosTokenId: 39,
    padTokenId: 0,
  },
  jointWidth: 20,
  inputSize: 16,
  mean: [0.5, 0.45, 0.4],
  std: [0.25, 0.25, 0.25],
  logitScale: 100,
  profile: { memoryBanks: [[1], [2, 3]], promptDepth: 3 },
};

/** A CLIP-like model small enough for float64 loops: views of 16 pixels, 4 × 4 patches, three blocks a tower, random weights. */
export function tinyModel(): Model {
  const shapes = weightShapes(CONFIG);
  return {
    config: CONFIG,
    directory: "tiny",
    weights: {
      get: async (name) => {
        const shape = shapes.get(name)!;
        return { shape, data: draw(name, shape) };
      },
      close: async () => {},
    },
    tokenizer: async () => ({
      encode: (words) => [CONFIG.text!.bosTokenId, ...words.split(" ").map(wordId), CONFIG.text!.eosTokenId],
    }),
    fingerprint: "0".repeat(64),
    close: async () => {},
  };
}

/** Same name, same values; sizes that keep activations near 1. */
function draw(name: string, shape: readonly number[]): Float32Array {
  const random = Random.for(5, name);
  const scales = /norm\d?\.weight$|scale\d$/i.test(name);
  const sd = shape.length > 1 && !name.endsWith("position") ? 1 / Math.sqrt(shape[0]!) : 0.2;
  return random.normals(sizeOf(shape), name === "text.token" ? 1 : sd).map((value) => (scales ? 1 + value : value));
}

function wordId(word: string): number {
  let sum = 0;
  for (const letter of word) sum += letter.charCodeAt(0);
  return 1 + (sum % 37);
}
