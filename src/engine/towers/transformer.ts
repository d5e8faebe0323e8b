import type { Ops } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Activation } from "../models/modelConfig.ts";
import type { FoldedBlock, FoldedLinear } from "./foldedWeights.ts";

/** What the blocks of one tower share. */
export interface TransformerShape {
  readonly heads: number;
  readonly activation: Activation;
  readonly layerNormEps: number;
  readonly causal: boolean;
}

/** x·W + b with frozen W and b, put into the graph under `name`. x: [M, inputs]. */
export function frozenLinear(g: Ops, x: Tensor, map: FoldedLinear, name: string): Tensor {
  const weight = g.constant(map.weight, [map.inputs, map.outputs], `${name}.weight`);
  return g.linear(x, weight, g.constant(map.bias, [map.outputs], `${name}.bias`));
}

/**
 * One pre-norm transformer block with folded weights.
 *
 * @param x [batch, tokens, width]
 * @param name of the block's frozen tensors; the same name again shares them
 * @returns [batch, tokens, width]
 */
export function block(g: Ops, x: Tensor, weights: FoldedBlock, shape: TransformerShape, name: string): Tensor {
  const [batch, tokens, width] = x.shape as [number, number, number];
  const { heads, causal, layerNormEps } = shape;
  let h = g.reshape(x, [batch * tokens, width]);
  const qkv = frozenLinear(g, g.standardise(h, layerNormEps), weights.qkv, `${name}.qkv`);
  h = g.add(h, frozenLinear(g, g.attention(qkv, { batch, heads, causal }), weights.out, `${name}.out`));
  const hidden = frozenLinear(g, g.standardise(h, layerNormEps), weights.fc1, `${name}.fc1`);
  const active = shape.activation === "gelu" ? g.gelu(hidden) : g.quickGelu(hidden);
  h = g.add(h, frozenLinear(g, active, weights.fc2, `${name}.fc2`));
  return g.reshape(h, [batch, tokens, width]);
}

/** Final norm and projection to the joint space: [M, width] to [M, joint width]. */
export function head(g: Ops, x: Tensor, weights: FoldedLinear, layerNormEps: number, name: string): Tensor {
  return frozenLinear(g, g.standardise(x, layerNormEps), weights, `${name}.head`);
}

/** x / ‖x‖ over the last axis. */
export function l2Normalise(g: Ops, x: Tensor): Tensor {
  const last = x.shape.length - 1;
  return g.div(x, g.sqrt(g.add(g.sum(g.mul(x, x), [last], true), g.scalar(1e-12))));
}
