import type { Ops } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { TextConfig } from "../models/modelConfig.ts";
import type { TextWeights } from "./foldedWeights.ts";
import { block, head, type TransformerShape } from "./transformer.ts";

/**
 * CLIP's text transformer.
 *
 * The causal mask keeps what stands behind the end token from mattering, so texts may be padded with anything.
 *
 * @param tokens token embeddings without positions, [texts, length, width]
 * @param ends one-hot rows that pick each text's end token, [texts, 1, length]
 * @param deep prompts [P, width] for each of the first blocks, written over positions 1…P. method.md 1.3
 * @returns hidden states before the first and after each block, and text features, not normalised, [texts, joint]
 */
export function textTower(
  g: Ops,
  config: TextConfig,
  weights: TextWeights,
  tokens: Tensor,
  ends: Tensor,
  deep: readonly Tensor[],
): { hidden: Tensor[]; features: Tensor } {
  const [texts, length, width] = tokens.shape as [number, number, number];
  const shape: TransformerShape = { ...config, causal: true };
  const place = (x: Tensor, prompt: Tensor) => {
    const count = prompt.shape[0]!;
    const repeated = g.broadcastTo(g.reshape(prompt, [1, count, width]), [texts, count, width]);
    return g.concat([g.slice(x, 1, 0, 1), repeated, g.slice(x, 1, 1 + count, length)], 1);
  };

  const first = deep[0];
  const positions = g.constant(
    weights.positions.subarray(0, length * width),
    [length, width],
    `text.positions:${length}`,
  );
  let x = g.add(first ? place(tokens, first) : tokens, positions);
  const hidden = [x];
  weights.blocks.forEach((blockWeights, i) => {
    const prompt = deep[i];
    if (prompt && i > 0) x = place(x, prompt);
    x = block(g, x, blockWeights, shape, `text.blocks.${i}`);
    hidden.push(x);
  });
  const end = g.reshape(g.matmul(ends, x), [texts, width]);
  return { hidden, features: head(g, end, weights.head, config.layerNormEps, "text") };
}
