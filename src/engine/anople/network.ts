import { AnopleError } from "../base/errors.ts";
import type { Model } from "../models/loadModel.ts";
import type { TextConfig } from "../models/modelConfig.ts";
import type { Config } from "./config.ts";
import { decoderSpecs } from "./decoder.ts";
import type { ParameterSpec } from "./parameters.ts";
import { type PromptLayout, promptSpecs } from "./prompts.ts";

/** A model and a configuration put together: every size that the graphs need, worked out once. */
export interface Network {
  readonly model: Model;
  readonly config: Config;
  readonly text: TextConfig;
  /** Side of a view in pixels, a multiple of the patch size. */
  readonly viewSize: number;
  /** Patches along a side of a view. */
  readonly grid: number;
  readonly prompts: PromptLayout;
  /** Learnable tensors, in the order in which they are drawn. */
  readonly specs: readonly ParameterSpec[];
}

/**
 * @throws AnopleError("model") when the model has no text tower or too few text positions for the prompts
 * @throws AnopleError("usage") when the view size is no multiple of the patch size
 */
export function makeNetwork(model: Model, config: Config): Network {
  const { vision, text, jointWidth, inputSize, profile } = model.config;
  if (!text) {
    const hint =
      "Without one there are no prompts to learn. Choose a CLIP-like model; `anople models` lists those at hand.";
    throw new AnopleError("model", `${model.directory}: this model has no text tower.`, hint);
  }
  const viewSize = config.viewSize ?? inputSize;
  if (viewSize % vision.patchSize !== 0) {
    const message = `viewSize ${viewSize} is no multiple of the model's patch size ${vision.patchSize}.`;
    const nearest = Math.max(1, Math.round(viewSize / vision.patchSize)) * vision.patchSize;
    throw new AnopleError("usage", message, `Try ${nearest}.`);
  }
  const prompts: PromptLayout = {
    contextTokens: config.contextTokens,
    depth: Math.min(config.promptDepth ?? profile.promptDepth, vision.layers, text.layers),
    coupling: config.coupling,
    visionWidth: vision.width,
    textWidth: text.width,
  };
  const specs = [...promptSpecs(prompts), ...decoderSpecs(jointWidth, config.decoderWidth)];
  return { model, config, text, viewSize, grid: viewSize / vision.patchSize, prompts, specs };
}
