import { linearSources, type NamingTable, normSources, ones, optional, patches, same, transposed } from "./naming.ts";

/** CLIP's image tower as transformers names it; `prefix` is "vision_model." or, inside a dual encoder, once more. */
export function clipVisionNames(prefix: string): NamingTable {
  return {
    "vision.patch.weight": patches(`${prefix}embeddings.patch_embedding.weight`),
    "vision.patch.bias": optional(`${prefix}embeddings.patch_embedding.bias`, 0),
    "vision.class": same(`${prefix}embeddings.class_embedding`),
    "vision.position": same(`${prefix}embeddings.position_embedding.weight`),
    // The spelling is the file format's.
    ...normSources("vision.preNorm", `${prefix}pre_layrnorm`),
    ...clipBlockNames("vision", prefix),
    ...normSources("vision.norm", `${prefix}post_layernorm`),
    "vision.projection": transposed("visual_projection.weight"),
  };
}

/** CLIP's text tower as transformers names it; `prefix` is "text_model." or, inside a dual encoder, once more. */
export function clipTextNames(prefix: string): NamingTable {
  return {
    "text.token": same(`${prefix}embeddings.token_embedding.weight`),
    "text.position": same(`${prefix}embeddings.position_embedding.weight`),
    ...clipBlockNames("text", prefix),
    ...normSources("text.norm", `${prefix}final_layer_norm`),
    "text.projection": transposed("text_projection.weight"),
  };
}

function clipBlockNames(tower: "vision" | "text", prefix: string): NamingTable {
  const block = `${tower}.blocks.*`;
  const stored = `${prefix}encoder.layers.*`;
  const attention = `${stored}.self_attn`;
  return {
    ...normSources(`${block}.norm1`, `${stored}.layer_norm1`),
    ...linearSources(`${block}.qkv`, `${attention}.q_proj`, `${attention}.k_proj`, `${attention}.v_proj`),
    ...linearSources(`${block}.out`, `${attention}.out_proj`),
    [`${block}.scale1`]: ones,
    ...normSources(`${block}.norm2`, `${stored}.layer_norm2`),
    ...linearSources(`${block}.fc1`, `${stored}.mlp.fc1`),
    ...linearSources(`${block}.fc2`, `${stored}.mlp.fc2`),
    [`${block}.scale2`]: ones,
  };
}
