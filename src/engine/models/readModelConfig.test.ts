import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { AnopleError } from "../base/errors.ts";
import type { ModelConfig } from "./modelConfig.ts";
import { findModelFiles } from "./modelFiles.ts";
import { profileFor } from "./profiles.ts";
import { readModelConfig } from "./readModelConfig.ts";
import { bundledModelDirectory } from "./registry.ts";
import { GOLDEN_MODELS } from "./testSupport.ts";

let folder = "";
let counter = 0;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "config-"));
});
after(() => rm(folder, { recursive: true }));

const read = async (directory: string): Promise<ModelConfig> => readModelConfig(await findModelFiles(directory));

/** Makes a directory of these files (objects become JSON) and reads its configuration. */
async function readOf(files: Record<string, unknown>, name = `model-${counter++}`): Promise<ModelConfig> {
  const directory = path.join(folder, name);
  await mkdir(directory, { recursive: true });
  for (const [file, content] of Object.entries(files))
    await writeFile(path.join(directory, file), typeof content === "string" ? content : JSON.stringify(content));
  return read(directory);
}

async function refused(files: Record<string, unknown>, message: RegExp, hint = /./, name?: string): Promise<void> {
  await assert.rejects(readOf(files, name), (error: unknown) => {
    assert.ok(error instanceof AnopleError, String(error));
    assert.equal(error.code, "model");
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  });
}

const readJson = async (...parts: string[]) => JSON.parse(await readFile(path.join(...parts), "utf8"));
const dual = await readJson(bundledModelDirectory(), "config.json");
const clip = await readJson(GOLDEN_MODELS, "tiny-clip-quick_gelu", "config.json");
const openClip = await readJson(GOLDEN_MODELS, "tiny-open-clip", "open_clip_config.json");
const hf = (config: unknown, more: Record<string, unknown> = {}) => ({
  "config.json": config,
  "model.safetensors": "",
  ...more,
});
const oc = (config: unknown) => ({ "open_clip_config.json": config, "open_clip_model.safetensors": "" });

test("anople-mini", async () => {
  const { logitScale, ...config } = await read(bundledModelDirectory());
  assert.deepEqual(config, {
    name: "anople-mini",
    family: "vision-text-dual-encoder",
    vision: {
      layers: 10,
      width: 384,
      heads: 6,
      mlpWidth: 1536,
      patchSize: 14,
      imageSize: 518,
      activation: "gelu",
      layerNormEps: 1e-6,
      preNorm: false,
      positionInterpolation: "bicubic",
    },
    text: {
      layers: 10,
      width: 192,
      heads: 3,
      mlpWidth: 768,
      vocabSize: 8192,
      contextLength: 64,
      activation: "gelu",
      layerNormEps: 1e-5,
      bosTokenId: 8190,
      eosTokenId: 8191,
      padTokenId: 0,
    },
    jointWidth: 256,
    inputSize: 224,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    profile: { memoryBanks: [[4, 5, 6, 7, 8, 9]], promptDepth: 9 },
  });
  assert.ok(Math.abs(logitScale - Math.exp(2.882042169570923)) < 1e-9);
});

test("a tiny CLIP in both layouts; profiles shrink with the number of blocks", async () => {
  const fromHf = await read(path.join(GOLDEN_MODELS, "tiny-clip-quick_gelu"));
  assert.equal(fromHf.family, "clip");
  assert.equal(fromHf.vision.activation, "quick_gelu");
  assert.equal(fromHf.jointWidth, 48);
  assert.ok(fromHf.vision.preNorm);
  const fromOpenClip = await read(path.join(GOLDEN_MODELS, "tiny-open-clip"));
  assert.equal(fromOpenClip.family, "open_clip");
  const { heads, mlpWidth, positionInterpolation } = fromOpenClip.vision;
  assert.deepEqual(
    { heads, mlpWidth, positionInterpolation },
    { heads: 2, mlpWidth: 512, positionInterpolation: "bicubic-antialias" },
  );
  assert.deepEqual([fromOpenClip.text?.bosTokenId, fromOpenClip.text?.eosTokenId], [298, 299]);
  for (const { profile, inputSize, mean } of [fromHf, fromOpenClip]) {
    assert.deepEqual(profile, { memoryBanks: [[3], [3]], promptDepth: 3 });
    assert.equal(inputSize, 64);
    assert.deepEqual(mean, [0.48145466, 0.4578275, 0.40821073]);
  }
  assert.deepEqual(profileFor("clip", 12), { memoryBanks: [[3], [8]], promptDepth: 9 });
});

test("what an old CLIP file leaves out or gets wrong is put right", async () => {
  const config = await readOf(
    hf({ model_type: "clip", vision_config: { patch_size: 16 }, text_config: { bos_token_id: 0, eos_token_id: 2 } }),
  );
  assert.deepEqual([config.text?.bosTokenId, config.text?.eosTokenId], [49406, 49407]);
  assert.deepEqual(
    [config.vision.width, config.text?.width, config.jointWidth, config.inputSize],
    [768, 512, 512, 224],
  );
  assert.equal(config.vision.activation, "quick_gelu");
});

test("the input size follows the preprocessor and is made of whole patches", async () => {
  const inputSize = async (preprocessor: unknown) =>
    (await readOf(hf(clip, { "preprocessor_config.json": preprocessor }))).inputSize;
  assert.equal(await inputSize({ size: { shortest_edge: 256 }, crop_size: { height: 224, width: 224 } }), 224);
  assert.equal(await inputSize({ size: { shortest_edge: 256 }, crop_size: 224, do_center_crop: false }), 256);
  assert.equal(await inputSize({ size: 250 }), 240);
  assert.equal(await inputSize({}), 64);
});

test("weights named after an architecture need no configuration", async () => {
  const plus = await readOf({ "open_clip_model.safetensors": "" }, "vit_b_16_plus_240-laion400m_e32");
  assert.deepEqual(
    [plus.vision.width, plus.vision.heads, plus.text?.heads, plus.jointWidth, plus.inputSize],
    [896, 14, 10, 640, 240],
  );
  assert.equal(plus.vision.activation, "gelu");
  const byFile = await readOf({ "ViT-B-16-quickgelu.safetensors": "" });
  assert.deepEqual([byFile.vision.width, byFile.vision.activation], [768, "quick_gelu"]);
  assert.equal((await readOf({ "model.safetensors": "" }, "ViT-B-16-openai")).vision.activation, "quick_gelu");
  assert.equal((await readOf({ "model.safetensors": "" }, "ViT-B-16-laion2b")).vision.activation, "gelu");
});

test("an unknown architecture is named with its file, its field and what is supported", async () => {
  await refused(
    hf({ ...clip, model_type: "siglip" }),
    /config\.json: field model_type .*"clip" \| "vision-text-dual-encoder".*"siglip"/,
  );
  const vit = { ...dual, vision_config: { ...dual.vision_config, model_type: "vit" } };
  await refused(hf(vit), /vision_config\.model_type .*"dinov2" \| "clip_vision_model".*"vit"/);
  await refused(hf({ ...dual, text_config: { model_type: "bert" } }), /text_config\.model_type .*"bert"/);
  const silu = { ...clip, vision_config: { ...clip.vision_config, hidden_act: "silu" } };
  await refused(hf(silu), /vision_config\.hidden_act .*"gelu" \| "quick_gelu".*"silu"/);
  const edited = (part: object) => oc({ model_cfg: { ...openClip.model_cfg, ...part } });
  await refused(edited({ vision_cfg: { timm_model_name: "vit_small" } }), /model_cfg\.vision_cfg\.timm_model_name/);
  await refused(edited({ vision_cfg: { layers: [3, 4, 6, 3] } }), /model_cfg\.vision_cfg\.layers/);
  await refused(edited({ multimodal_cfg: { width: 4 } }), /model_cfg\.multimodal_cfg/);
  await refused(edited({ vision_cfg: { image_size: [224, 448] } }), /image_size .*not square/);
});

test("impossible values are refused", async () => {
  const vision = (fields: object) => hf({ ...clip, vision_config: { ...clip.vision_config, ...fields } });
  await refused(vision({ num_attention_heads: 5 }), /image tower's width 96 can't be split into 5 heads/);
  await refused(vision({ num_hidden_layers: 1e9 }), /vision_config\.num_hidden_layers/);
  await refused(vision({ patch_size: 65 }), /patch of 65 pixels/);
  await refused(hf({ ...clip, text_config: { ...clip.text_config, eos_token_id: 300 } }), /special tokens/);
  await refused(
    hf(clip, { "preprocessor_config.json": { image_std: [1, 0, 1] } }),
    /preprocessor_config\.json: field image_std\.1/,
  );
});

test("missing files are named, and what to do", async () => {
  await refused({ "config.json": clip, "pytorch_model.bin": "" }, /no model\.safetensors/, /safetensors/);
  await refused(
    { "config.json": clip, "model.safetensors.index.json": {} },
    /no model\.safetensors/,
    /one safetensors file/,
  );
  await refused({ "open_clip_config.json": openClip }, /no open_clip_model\.safetensors/);
  await refused({ "model.safetensors": "" }, /neither config\.json nor open_clip_config\.json/, /ViT-B-16-plus-240/);
  await refused({}, /no model\.safetensors or open_clip_model\.safetensors/);
  await refused(hf("{"), /config\.json: can't be read as JSON/);
  await assert.rejects(findModelFiles(path.join(folder, "nowhere")), { name: "AnopleError", message: /nowhere/ });
});

test("whatever the fields, only an AnopleError is thrown", async () => {
  const json = fc.jsonValue();
  const mutated = fc
    .constantFrom(clip, dual)
    .chain((base) =>
      fc
        .tuple(
          fc.constantFrom("vision_config", "text_config"),
          fc.constantFrom(...Object.keys(base.vision_config)),
          json,
        )
        .map(([tower, key, value]) => hf({ ...base, [tower]: { ...base[tower], [key]: value } })),
    );
  const files = fc.oneof(
    mutated,
    json.map((value) => hf(value)),
    json.map((value) => oc({ model_cfg: value })),
    json.map((value) => hf(clip, { "preprocessor_config.json": value })),
  );
  const property = fc.asyncProperty(files, async (given) => {
    try {
      const { inputSize, vision } = await readOf(given, "fuzz");
      assert.ok(inputSize > 0 && inputSize % vision.patchSize === 0);
    } catch (error) {
      assert.ok(error instanceof AnopleError, String(error));
    } finally {
      await rm(path.join(folder, "fuzz"), { recursive: true });
    }
  });
  await fc.assert(property, { numRuns: 150 });
});
