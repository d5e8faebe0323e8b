import type { Ops } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { VisionConfig } from "../models/modelConfig.ts";
import type { VisionWeights } from "./foldedWeights.ts";
import { block, frozenLinear, head, type TransformerShape } from "./transformer.ts";

/** Learnable tokens behind the patches. Without them the tower is the frozen one. */
export interface VisionPrompts {
  /** Scale-aware prefix, one token an image, [batch, 1, width]; runs on through all blocks. method.md 1.6 */
  readonly prefix: Tensor;
  /** Prompt tokens [P, width] for each of the first blocks, replaced there; afterwards they run on. method.md 1.4 */
  readonly deep: readonly Tensor[];
}

export interface VisionOutput {
  /** All tokens before the first block and after each block, [batch, tokens, width]: class, patches, prefix, prompts. */
  readonly hidden: readonly Tensor[];
  /** Class token in the joint space, not normalised, [batch, joint]. */
  readonly global: Tensor;
  /** Patch tokens in the joint space, not normalised, [batch, patches, joint]. */
  readonly patches: Tensor;
}

/**
 * The vision transformer of CLIP, open_clip and DINOv2, told apart by config alone.
 *
 * @param patches normalised pixels, [batch, patches, 3·patchSize²] as `patchTokens` writes them
 */
export function visionTower(
  g: Ops,
  config: VisionConfig,
  weights: VisionWeights,
  patches: Tensor,
  prompts: VisionPrompts | null,
): VisionOutput {
  const [batch, count, pixels] = patches.shape as [number, number, number];
  const { width, layerNormEps } = config;
  const shape: TransformerShape = { ...config, causal: false };
  const repeat = (tokens: Tensor) =>
    g.broadcastTo(g.reshape(tokens, [1, tokens.shape[0]!, width]), [batch, tokens.shape[0]!, width]);

  const embedded = frozenLinear(g, g.reshape(patches, [batch * count, pixels]), weights.patch, "vision.patch");
  const positions = g.constant(weights.positions, [count, width], "vision.positions");
  const classToken = repeat(g.constant(weights.classToken, [1, width], "vision.class"));
  const tokens = [classToken, g.add(g.reshape(embedded, [batch, count, width]), positions)];
  if (prompts) tokens.push(prompts.prefix, ...prompts.deep.slice(0, 1).map(repeat));
  let x = g.concat(tokens, 1); // (B, 1 + N [+ 1 + P], width)
  if (weights.preNorm) {
    const scale = g.constant(weights.preNorm.weight, [width], "vision.preNorm.weight");
    x = g.add(
      g.mul(g.standardise(x, layerNormEps), scale),
      g.constant(weights.preNorm.bias, [width], "vision.preNorm.bias"),
    );
  }

  const hidden = [x];
  weights.blocks.forEach((blockWeights, i) => {
    const deep = prompts?.deep[i];
    if (deep && i > 0) x = g.concat([g.slice(x, 1, 0, count + 2), repeat(deep)], 1);
    x = block(g, x, blockWeights, shape, `vision.blocks.${i}`);
    hidden.push(x);
  });

  const content = g.reshape(g.slice(x, 1, 0, 1 + count), [batch * (1 + count), width]);
  const joint = weights.head.outputs;
  const features = g.reshape(head(g, content, weights.head, layerNormEps, "vision"), [batch, 1 + count, joint]);
  return {
    hidden,
    global: g.reshape(g.slice(features, 1, 0, 1), [batch, joint]),
    patches: g.slice(features, 1, 1, 1 + count),
  };
}
