import { linearSources, type NamingTable, normSources, optional, patches, same, transposed } from "./naming.ts";

/**
 * DINOv2's image tower inside a vision-text-dual-encoder.
 * @param flatAttention whether attention's maps are named as newer versions of transformers do ("attention.q_proj")
 */
export function dinov2Names(flatAttention: boolean): NamingTable {
  const block = "vision.blocks.*";
  const stored = "vision_model.encoder.layer.*";
  const attention = flatAttention
    ? ["attention.q_proj", "attention.k_proj", "attention.v_proj"]
    : ["attention.attention.query", "attention.attention.key", "attention.attention.value"];
  return {
    "vision.patch.weight": patches("vision_model.embeddings.patch_embeddings.projection.weight"),
    "vision.patch.bias": optional("vision_model.embeddings.patch_embeddings.projection.bias", 0),
    "vision.class": same("vision_model.embeddings.cls_token"),
    "vision.position": same("vision_model.embeddings.position_embeddings"),
    ...normSources(`${block}.norm1`, `${stored}.norm1`),
    ...linearSources(`${block}.qkv`, ...attention.map((name) => `${stored}.${name}`)),
    ...linearSources(`${block}.out`, `${stored}.attention.${flatAttention ? "o_proj" : "output.dense"}`),
    [`${block}.scale1`]: same(`${stored}.layer_scale1.lambda1`),
    ...normSources(`${block}.norm2`, `${stored}.norm2`),
    ...linearSources(`${block}.fc1`, `${stored}.mlp.fc1`),
    ...linearSources(`${block}.fc2`, `${stored}.mlp.fc2`),
    [`${block}.scale2`]: same(`${stored}.layer_scale2.lambda1`),
    ...normSources("vision.norm", "vision_model.layernorm"),
    "vision.projection": transposed("visual_projection.weight"),
  };
}
