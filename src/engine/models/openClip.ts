import { linearSources, type NamingTable, normSources, optional, patches, same, transposed } from "./naming.ts";

/**
 * open_clip's own names for both towers.
 * @param textPrefix "" or, where the text tower is a module of its own, "text."
 */
export function openClipNames(textPrefix: string): NamingTable {
  return {
    "vision.patch.weight": patches("visual.conv1.weight"),
    "vision.patch.bias": optional("visual.conv1.bias", 0),
    "vision.class": same("visual.class_embedding"),
    "vision.position": same("visual.positional_embedding"),
    ...normSources("vision.preNorm", "visual.ln_pre"),
    ...blockNames("vision", "visual."),
    ...normSources("vision.norm", "visual.ln_post"),
    // Both projections are bare parameters, stored input x output.
    "vision.projection": same("visual.proj"),
    "text.token": same(`${textPrefix}token_embedding.weight`),
    "text.position": same(`${textPrefix}positional_embedding`),
    ...blockNames("text", textPrefix),
    ...normSources("text.norm", `${textPrefix}ln_final`),
    "text.projection": same(`${textPrefix}text_projection`),
  };
}

function blockNames(tower: "vision" | "text", prefix: string): NamingTable {
  const block = `${tower}.blocks.*`;
  const stored = `${prefix}transformer.resblocks.*`;
  return {
    ...normSources(`${block}.norm1`, `${stored}.ln_1`),
    [`${block}.qkv.weight`]: transposed(`${stored}.attn.in_proj_weight`),
    [`${block}.qkv.bias`]: same(`${stored}.attn.in_proj_bias`),
    ...linearSources(`${block}.out`, `${stored}.attn.out_proj`),
    [`${block}.scale1`]: optional(`${stored}.ls_1.gamma`, 1),
    ...normSources(`${block}.norm2`, `${stored}.ln_2`),
    ...linearSources(`${block}.fc1`, `${stored}.mlp.c_fc`),
    ...linearSources(`${block}.fc2`, `${stored}.mlp.c_proj`),
    [`${block}.scale2`]: optional(`${stored}.ls_2.gamma`, 1),
  };
}
