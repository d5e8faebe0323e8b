import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Random } from "../../src/engine/base/random.ts";
import { encodeSafetensors, type FloatTensor } from "../../src/engine/base/safetensors.ts";

/** How a Hugging Face model directory can be laid out. */
export type TinyLayout = "clip" | "vision-text-dual-encoder";

const VISION = { layers: 3, width: 32, heads: 2, mlpWidth: 64, patchSize: 8, imageSize: 32 };
const TEXT = { layers: 3, width: 16, heads: 2, mlpWidth: 32, vocabSize: 8192, contextLength: 64 };
const JOINT_WIDTH = 24;
const TOKENIZER = path.resolve("media/models/anople-mini/tokenizer.json");

/**
 * Writes a complete model directory: both configurations, the bundled model's tokenizer and random weights that depend on
 * `seed` alone. An image takes a millisecond or so.
 *
 * @returns `directory`
 */
export async function writeTinyModel(directory: string, layout: TinyLayout = "clip", seed = 1): Promise<string> {
  await mkdir(directory, { recursive: true });
  const json = (name: string, value: object) => writeFile(path.join(directory, name), JSON.stringify(value, null, 1));
  await json("config.json", layout === "clip" ? clipConfig() : dualConfig());
  await json("preprocessor_config.json", {
    size: { height: VISION.imageSize, width: VISION.imageSize },
    do_center_crop: false,
    image_mean: [0.5, 0.45, 0.4],
    image_std: [0.25, 0.26, 0.27],
  });
  await copyFile(TOKENIZER, path.join(directory, "tokenizer.json"));
  await writeFile(path.join(directory, "model.safetensors"), encodeSafetensors(tinyWeights(layout, seed)));
  return directory;
}

/** The tensors of such a directory, by the names that its layout gives them. */
export function tinyWeights(layout: TinyLayout = "clip", seed = 1): Record<string, FloatTensor> {
  const shapes: Record<string, number[]> = {
    ...(layout === "clip" ? clipVisionShapes() : dinov2Shapes()),
    ...textShapes(),
    "visual_projection.weight": [JOINT_WIDTH, VISION.width],
    "text_projection.weight": [JOINT_WIDTH, TEXT.width],
  };
  const tensors = Object.entries(shapes).map(([name, shape]) => [name, draw(seed, name, shape)] as const);
  return { ...Object.fromEntries(tensors), logit_scale: { shape: [], data: Float32Array.of(Math.log(100)) } };
}

function clipConfig(): object {
  const { model_type: _, ...text } = textConfig();
  return {
    model_type: "clip",
    projection_dim: JOINT_WIDTH,
    vision_config: {
      num_hidden_layers: VISION.layers,
      hidden_size: VISION.width,
      num_attention_heads: VISION.heads,
      intermediate_size: VISION.mlpWidth,
      patch_size: VISION.patchSize,
      image_size: VISION.imageSize,
      hidden_act: "quick_gelu",
    },
    text_config: text,
  };
}

function dualConfig(): object {
  return {
    model_type: "vision-text-dual-encoder",
    projection_dim: JOINT_WIDTH,
    vision_config: {
      model_type: "dinov2",
      num_hidden_layers: VISION.layers,
      hidden_size: VISION.width,
      num_attention_heads: VISION.heads,
      mlp_ratio: VISION.mlpWidth / VISION.width,
      patch_size: VISION.patchSize,
      image_size: VISION.imageSize,
    },
    text_config: textConfig(),
  };
}

function textConfig() {
  return {
    model_type: "clip_text_model",
    num_hidden_layers: TEXT.layers,
    hidden_size: TEXT.width,
    num_attention_heads: TEXT.heads,
    intermediate_size: TEXT.mlpWidth,
    vocab_size: TEXT.vocabSize,
    max_position_embeddings: TEXT.contextLength,
    hidden_act: "gelu",
    bos_token_id: 8190,
    eos_token_id: 8191,
    pad_token_id: 0,
  };
}

function clipVisionShapes(): Record<string, number[]> {
  const { width, patchSize } = VISION;
  const shapes: Record<string, number[]> = {
    "vision_model.embeddings.patch_embedding.weight": [width, 3, patchSize, patchSize],
    "vision_model.embeddings.class_embedding": [width],
    "vision_model.embeddings.position_embedding.weight": [positions(), width],
    ...norm("vision_model.pre_layrnorm", width),
    ...norm("vision_model.post_layernorm", width),
  };
  return Object.assign(shapes, clipBlocks("vision_model", VISION));
}

function textShapes(): Record<string, number[]> {
  const shapes: Record<string, number[]> = {
    "text_model.embeddings.token_embedding.weight": [TEXT.vocabSize, TEXT.width],
    "text_model.embeddings.position_embedding.weight": [TEXT.contextLength, TEXT.width],
    ...norm("text_model.final_layer_norm", TEXT.width),
  };
  return Object.assign(shapes, clipBlocks("text_model", TEXT));
}

function clipBlocks(tower: string, size: typeof VISION | typeof TEXT): Record<string, number[]> {
  const { layers, width, mlpWidth } = size;
  return blocks(`${tower}.encoder.layers`, layers, (at) => ({
    ...norm(`${at}.layer_norm1`, width),
    ...linear(`${at}.self_attn.q_proj`, width, width),
    ...linear(`${at}.self_attn.k_proj`, width, width),
    ...linear(`${at}.self_attn.v_proj`, width, width),
    ...linear(`${at}.self_attn.out_proj`, width, width),
    ...norm(`${at}.layer_norm2`, width),
    ...linear(`${at}.mlp.fc1`, width, mlpWidth),
    ...linear(`${at}.mlp.fc2`, mlpWidth, width),
  }));
}

function dinov2Shapes(): Record<string, number[]> {
  const { layers, width, mlpWidth, patchSize } = VISION;
  return {
    "vision_model.embeddings.cls_token": [1, 1, width],
    "vision_model.embeddings.position_embeddings": [1, positions(), width],
    "vision_model.embeddings.patch_embeddings.projection.weight": [width, 3, patchSize, patchSize],
    "vision_model.embeddings.patch_embeddings.projection.bias": [width],
    ...norm("vision_model.layernorm", width),
    ...blocks("vision_model.encoder.layer", layers, (at) => ({
      ...norm(`${at}.norm1`, width),
      ...linear(`${at}.attention.attention.query`, width, width),
      ...linear(`${at}.attention.attention.key`, width, width),
      ...linear(`${at}.attention.attention.value`, width, width),
      ...linear(`${at}.attention.output.dense`, width, width),
      [`${at}.layer_scale1.lambda1`]: [width],
      ...norm(`${at}.norm2`, width),
      ...linear(`${at}.mlp.fc1`, width, mlpWidth),
      ...linear(`${at}.mlp.fc2`, mlpWidth, width),
      [`${at}.layer_scale2.lambda1`]: [width],
    })),
  };
}

/** The class token and the patches. */
function positions(): number {
  return 1 + (VISION.imageSize / VISION.patchSize) ** 2;
}

function blocks(stem: string, count: number, shapesAt: (at: string) => Record<string, number[]>) {
  const each = Array.from({ length: count }, (_, i) => shapesAt(`${stem}.${i}`));
  return Object.assign({}, ...each) as Record<string, number[]>;
}

function norm(name: string, width: number): Record<string, number[]> {
  return { [`${name}.weight`]: [width], [`${name}.bias`]: [width] };
}

function linear(name: string, inputs: number, outputs: number): Record<string, number[]> {
  return { [`${name}.weight`]: [outputs, inputs], [`${name}.bias`]: [outputs] };
}

/** Same seed and name, same values; sizes that keep activations near 1. */
function draw(seed: number, name: string, shape: readonly number[]): FloatTensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const isScale = /norm\d?\.weight$|lambda1$/.test(name);
  const isMap = shape.length > 1 && !/embeddings?\.weight$|position|cls_token/.test(name);
  const sd = isMap ? 1 / Math.sqrt(size / shape[0]!) : 0.2;
  const data = Random.for(seed, name).normals(size, sd);
  return { shape, data: isScale ? data.map((value) => 1 + value) : data };
}
