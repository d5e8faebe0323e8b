/** open_clip's own description of architectures, for weights that come without an open_clip_config.json. */

const vitB16 = {
  embed_dim: 512,
  vision_cfg: { image_size: 224, layers: 12, width: 768, patch_size: 16 },
  text_cfg: { context_length: 77, vocab_size: 49408, width: 512, heads: 8, layers: 12 },
};

const OPEN_CLIP_CONFIGS: Readonly<Record<string, unknown>> = {
  "ViT-B-16": vitB16,
  "ViT-B-16-quickgelu": { ...vitB16, quick_gelu: true },
  "ViT-B-16-plus-240": {
    embed_dim: 640,
    vision_cfg: { image_size: 240, layers: 12, width: 896, patch_size: 16 },
    text_cfg: { context_length: 77, vocab_size: 49408, width: 640, heads: 10, layers: 12 },
  },
};

/** Checkpoints of ViT-B-16 that open_clip runs with quick_gelu though their architecture's name doesn't say so. */
const QUICK_GELU_TAGS = ["openai", "metaclip", "dfn2b"];

/** Names of the architectures that `openClipArchitecture` knows. */
export const OPEN_CLIP_NAMES: readonly string[] = Object.keys(OPEN_CLIP_CONFIGS);

/** The `model_cfg` of the architecture whose name `text` (a folder's or file's name) holds; the longest name wins. */
export function openClipArchitecture(text: string): { name: string; modelCfg: unknown } | null {
  const wanted = text.toLowerCase().replaceAll("_", "-");
  const matches = OPEN_CLIP_NAMES.filter((name) => wanted.includes(name.toLowerCase()));
  let name = matches.sort((a, b) => b.length - a.length)[0];
  if (name === undefined) return null;
  if (name === "ViT-B-16" && QUICK_GELU_TAGS.some((tag) => wanted.includes(tag))) name = "ViT-B-16-quickgelu";
  return { name, modelCfg: OPEN_CLIP_CONFIGS[name] };
}
