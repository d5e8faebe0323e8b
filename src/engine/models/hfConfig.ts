/**
 * Hugging Face's config.json for CLIP and for vision-text-dual-encoder. Fields that files leave out have the defaults that the
 * transformers library documents for them.
 */
import * as v from "valibot";
import { AnopleError } from "../base/errors.ts";
import {
  activation,
  contextLength,
  epsilon,
  layerCount,
  logLogitScale,
  pixels,
  tokenId,
  vocabulary,
  width,
} from "./fields.ts";
import { readPreprocessor } from "./hfPreprocessor.ts";
import { parseFields } from "./jsonFile.ts";
import type { ModelConfig, TextConfig, VisionConfig } from "./modelConfig.ts";
import { CLIP_NORMALIZATION, IMAGENET_NORMALIZATION } from "./normalization.ts";
import { profileFor } from "./profiles.ts";

const channels = v.optional(v.literal(3), 3);

const clipVision = v.object({
  model_type: v.literal("clip_vision_model"),
  num_hidden_layers: v.optional(layerCount, 12),
  hidden_size: v.optional(width, 768),
  num_attention_heads: v.optional(width, 12),
  intermediate_size: v.optional(width, 3072),
  patch_size: v.optional(pixels, 32),
  image_size: v.optional(pixels, 224),
  hidden_act: v.optional(activation, "quick_gelu"),
  layer_norm_eps: v.optional(epsilon, 1e-5),
  num_channels: channels,
});

const dinov2 = v.object({
  model_type: v.literal("dinov2"),
  num_hidden_layers: v.optional(layerCount, 12),
  hidden_size: v.optional(width, 768),
  num_attention_heads: v.optional(width, 12),
  mlp_ratio: v.optional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(16)), 4),
  patch_size: v.optional(pixels, 14),
  image_size: v.optional(pixels, 224),
  hidden_act: v.optional(activation, "gelu"),
  layer_norm_eps: v.optional(epsilon, 1e-6),
  num_channels: channels,
  qkv_bias: v.optional(v.literal(true), true),
  use_swiglu_ffn: v.optional(v.literal(false), false),
});

const clipText = v.object({
  model_type: v.literal("clip_text_model"),
  num_hidden_layers: v.optional(layerCount, 12),
  hidden_size: v.optional(width, 512),
  num_attention_heads: v.optional(width, 8),
  intermediate_size: v.optional(width, 2048),
  vocab_size: v.optional(vocabulary, 49408),
  max_position_embeddings: v.optional(contextLength, 77),
  hidden_act: v.optional(activation, "quick_gelu"),
  layer_norm_eps: v.optional(epsilon, 1e-5),
  bos_token_id: v.optional(v.nullable(tokenId), 49406),
  eos_token_id: v.optional(tokenId, 49407),
  pad_token_id: v.optional(v.nullable(tokenId), 1),
});

/** In a CLIP file the towers' own model_type may be left out: there is but one kind of each. */
const clip = v.object({
  model_type: v.literal("clip"),
  projection_dim: v.optional(width, 512),
  logit_scale_init_value: v.optional(logLogitScale, 2.6592),
  vision_config: v.object({ ...clipVision.entries, model_type: v.optional(v.string()) }),
  text_config: v.object({ ...clipText.entries, model_type: v.optional(v.string()) }),
});

const dual = v.object({
  model_type: v.literal("vision-text-dual-encoder"),
  projection_dim: v.optional(width, 512),
  logit_scale_init_value: v.optional(logLogitScale, 2.6592),
  vision_config: v.variant("model_type", [dinov2, clipVision]),
  text_config: v.variant("model_type", [clipText]),
});

const schema = v.variant("model_type", [clip, dual]);

/**
 * The configuration in a config.json's fields and, where there is one, a preprocessor_config.json's.
 * @throws AnopleError ("model") naming the file and the field, and what is supported
 */
export function readHfConfig(
  name: string,
  config: { fields: unknown; file: string },
  preprocessor: { fields: unknown; file: string } | null,
): ModelConfig {
  const given = parseFields(schema, config.fields, config.file);
  const isDinov2 = given.vision_config.model_type === "dinov2";
  const vision = visionOf(given.vision_config);
  const prepared = preprocessor && readPreprocessor(preprocessor.fields, preprocessor.file);
  return {
    name,
    family: given.model_type,
    vision,
    text: textOf(given.text_config, config.file),
    jointWidth: given.projection_dim,
    inputSize: prepared?.inputSize ?? vision.imageSize,
    ...(prepared?.normalization ?? (isDinov2 ? IMAGENET_NORMALIZATION : CLIP_NORMALIZATION)),
    logitScale: Math.exp(given.logit_scale_init_value),
    profile: profileFor(isDinov2 ? "dinov2" : "clip", vision.layers),
  };
}

function visionOf(given: v.InferOutput<typeof schema>["vision_config"]): VisionConfig {
  return {
    layers: given.num_hidden_layers,
    width: given.hidden_size,
    heads: given.num_attention_heads,
    mlpWidth: "mlp_ratio" in given ? Math.floor(given.hidden_size * given.mlp_ratio) : given.intermediate_size,
    patchSize: given.patch_size,
    imageSize: given.image_size,
    activation: given.hidden_act,
    layerNormEps: given.layer_norm_eps,
    preNorm: given.model_type !== "dinov2",
    positionInterpolation: "bicubic",
  };
}

function textOf(given: v.InferOutput<typeof schema>["text_config"], file: string): TextConfig {
  const { vocab_size: size, bos_token_id: bos, eos_token_id: eos, pad_token_id: pad } = given;
  // Early CLIP configurations give 0 and 2, which transformers knows to be wrong: the two special tokens end the vocabulary.
  const legacy = eos === 2;
  const ids = {
    bosTokenId: legacy ? size - 2 : (bos ?? size - 2),
    eosTokenId: legacy ? size - 1 : eos,
    padTokenId: pad ?? 0,
  };
  if (Object.values(ids).some((id) => id < 0 || id >= size))
    throw new AnopleError(
      "model",
      `${file}: text_config has special tokens (bos ${bos}, eos ${eos}, pad ${pad}) outside its vocabulary of ${size}.`,
      "Download the model's config.json again.",
    );
  return {
    layers: given.num_hidden_layers,
    width: given.hidden_size,
    heads: given.num_attention_heads,
    mlpWidth: given.intermediate_size,
    vocabSize: size,
    contextLength: given.max_position_embeddings,
    activation: given.hidden_act,
    layerNormEps: given.layer_norm_eps,
    ...ids,
  };
}
