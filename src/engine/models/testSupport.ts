/** Reference outputs for tests, made with the libraries that define the model formats. Used by tests only. */
import path from "node:path";
import { type FloatTensor, openSafetensors, type SafetensorsFile } from "../base/safetensors.ts";
import type { RgbImage } from "../imaging/image.ts";
import type { Model } from "./loadModel.ts";
import type { ModelConfig } from "./modelConfig.ts";

/** Folder of the small models and of the golden files, relative to the project's root. */
export const GOLDEN_MODELS = path.join("test", "fixtures", "models");

/** The golden file of a model: "anople-mini", "tiny-clip-gelu", "tiny-clip-quick_gelu" or "tiny-open-clip". */
export function openGolden(name: string): Promise<SafetensorsFile> {
  return openSafetensors(path.join(GOLDEN_MODELS, `${name}.safetensors`));
}

/** The picture behind a normalised image tensor [1, 3, height, width]. */
export function imageFromTensor({ shape, data }: FloatTensor, { mean, std }: ModelConfig): RgbImage {
  const [, , height = 0, width = 0] = shape;
  const plane = width * height;
  const pixels = Uint8Array.from({ length: plane * 3 }, (_, i) => {
    const channel = i % 3;
    return Math.round((data[channel * plane + (i - channel) / 3]! * std[channel]! + mean[channel]!) * 255);
  });
  return { width, height, data: pixels };
}

/**
 * The model with every weight rounded to float16. The golden file of anople-mini was computed so: transformers loads it in the
 * type that its config.json names, though its biases and norms are stored as float32.
 */
export function inHalfPrecision(model: Model): Model {
  const get = async (name: string): Promise<FloatTensor> => {
    const { shape, data } = await model.weights.get(name);
    return { shape, data: data.map(roundToHalf) };
  };
  return { ...model, weights: { ...model.weights, get } };
}

/** To the nearest of float16's values, ties to even: adding and subtracting cuts off the digits below its last. */
function roundToHalf(value: number): number {
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))));
  const cut = 1.5 * 2 ** (52 + exponent - 10);
  return value === 0 ? value : value + cut - cut;
}
