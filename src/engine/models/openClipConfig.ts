/** open_clip's open_clip_config.json for its plain vision transformers; defaults are those of open_clip's own code. */
import * as v from "valibot";
import { AnopleError } from "../base/errors.ts";
import { contextLength, layerCount, logLogitScale, mean, pixels, sd, vocabulary, width } from "./fields.ts";
import { parseFields } from "./jsonFile.ts";
import type { ModelConfig } from "./modelConfig.ts";
import { CLIP_NORMALIZATION } from "./normalization.ts";
import { profileFor } from "./profiles.ts";

const ratio = v.optional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(16)), 4);
const ignored = v.optional(v.unknown());

const visionEntries = {
  layers: v.optional(layerCount, 12),
  width: v.optional(width, 768),
  head_width: v.optional(width, 64),
  mlp_ratio: ratio,
  patch_size: v.optional(pixels, 16),
  image_size: v.optional(v.union([pixels, v.tuple([pixels, pixels])]), 224),
  no_ln_pre: v.optional(v.boolean(), false),
  ls_init_value: v.optional(v.nullable(v.number())),
  pool_type: v.optional(v.literal("tok"), "tok"),
  pos_embed_type: v.optional(v.literal("learnable"), "learnable"),
  patch_dropout: ignored,
};

const textEntries = {
  context_length: v.optional(contextLength, 77),
  vocab_size: v.optional(vocabulary, 49408),
  width: v.optional(width, 512),
  heads: v.optional(width, 8),
  layers: v.optional(layerCount, 12),
  mlp_ratio: ratio,
  ls_init_value: v.optional(v.nullable(v.number())),
  pool_type: v.optional(v.literal("argmax"), "argmax"),
  proj_type: v.optional(v.literal("linear"), "linear"),
  pad_id: v.optional(v.literal(0), 0),
  eos_id: ignored,
  hf_tokenizer_name: ignored,
};

const modelEntries = {
  embed_dim: width,
  quick_gelu: v.optional(v.boolean(), false),
  init_logit_scale: v.optional(v.nullable(logLogitScale)),
  custom_text: ignored,
  force_custom_text: ignored,
};

/** A field that we don't know may change what the model computes, unless it is switched off. */
const off = v.custom((value) => !value, "Expected it left out, or switched off, since this variant isn't supported");

const modelSchema = v.objectWithRest(
  {
    ...modelEntries,
    vision_cfg: v.objectWithRest(visionEntries, off),
    text_cfg: v.objectWithRest(textEntries, off),
  },
  off,
);

const schema = v.object({
  model_cfg: modelSchema,
  preprocess_cfg: v.optional(v.object({ mean: v.optional(mean), std: v.optional(sd) }), {}),
});

/**
 * The configuration in the fields of an open_clip_config.json (or `{ model_cfg }` alone).
 * @param file the file to name in errors
 * @throws AnopleError ("model") naming the file and the field
 */
export function readOpenClipConfig(name: string, fields: unknown, file: string): ModelConfig {
  const { model_cfg: model, preprocess_cfg: preprocess } = parseFields(schema, fields, file);
  const { vision_cfg: vision, text_cfg: text } = model;
  const activation = model.quick_gelu ? "quick_gelu" : "gelu";
  const imageSize = typeof vision.image_size === "number" ? vision.image_size : vision.image_size[0];
  if (typeof vision.image_size !== "number" && vision.image_size[1] !== imageSize)
    throw new AnopleError(
      "model",
      `${file}: field model_cfg.vision_cfg.image_size is ${vision.image_size.join(" x ")}, not square.`,
      "Only models trained on square pictures can be loaded.",
    );
  return {
    name,
    family: "open_clip",
    vision: {
      layers: vision.layers,
      width: vision.width,
      heads: Math.floor(vision.width / vision.head_width),
      mlpWidth: Math.floor(vision.width * vision.mlp_ratio),
      patchSize: vision.patch_size,
      imageSize,
      activation,
      layerNormEps: 1e-5,
      preNorm: !vision.no_ln_pre,
      positionInterpolation: "bicubic-antialias",
    },
    text: {
      layers: text.layers,
      width: text.width,
      heads: text.heads,
      mlpWidth: Math.floor(text.width * text.mlp_ratio),
      vocabSize: text.vocab_size,
      contextLength: text.context_length,
      activation,
      layerNormEps: 1e-5,
      // open_clip takes the feature at the highest id, which its tokenizer gives to the end of text.
      bosTokenId: text.vocab_size - 2,
      eosTokenId: text.vocab_size - 1,
      padTokenId: 0,
    },
    jointWidth: model.embed_dim,
    inputSize: imageSize,
    mean: preprocess.mean ?? CLIP_NORMALIZATION.mean,
    std: preprocess.std ?? CLIP_NORMALIZATION.std,
    // Without a value of its own, open_clip starts at 1 / 0.07, as CLIP does.
    logitScale: model.init_logit_scale == null ? 1 / 0.07 : Math.exp(model.init_logit_scale),
    profile: profileFor("clip", vision.layers),
  };
}
