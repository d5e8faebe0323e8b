import type { Ops } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { l2Normalise } from "../towers/transformer.ts";
import type { ParameterSpec } from "./parameters.ts";

/** Learnable tensors of the decoder. The last map starts at zero, so training starts from the plain patch features. */
export function decoderSpecs(jointWidth: number, width: number): ParameterSpec[] {
  const constant = (value: number) => ({ kind: "constant", value }) as const;
  const uniform = (fanIn: number) => ({ kind: "uniform", fanIn }) as const;
  return [
    { name: "decoder.norm.weight", shape: [jointWidth], initial: constant(1) },
    { name: "decoder.norm.bias", shape: [jointWidth], initial: constant(0) },
    { name: "decoder.down.weight", shape: [jointWidth, width], initial: uniform(jointWidth) },
    { name: "decoder.down.bias", shape: [width], initial: uniform(jointWidth) },
    { name: "decoder.spatial.weight", shape: [9, width], initial: uniform(9) },
    { name: "decoder.spatial.bias", shape: [width], initial: uniform(9) },
    { name: "decoder.up.weight", shape: [width, jointWidth], initial: constant(0) },
    { name: "decoder.up.bias", shape: [jointWidth], initial: constant(0) },
  ];
}

/**
 * Light decoder, a residual bottleneck over the patch features: u = x + W₂·GELU(DWConv₃ₓ₃(W₁·LN(x))). method.md 1.8, option A
 *
 * @param patches features in the joint space, [batch, rows·columns, joint]
 * @returns unit vectors D in the same space, [batch, rows·columns, joint]
 */
export function decode(
  g: Ops,
  parameter: (name: string) => Tensor,
  patches: Tensor,
  rows: number,
  columns: number,
): Tensor {
  const [batch, count, joint] = patches.shape as [number, number, number];
  const p = (name: string) => parameter(`decoder.${name}`);
  const flat = g.reshape(patches, [batch * count, joint]);
  const normed = g.add(g.mul(g.standardise(flat, 1e-5), p("norm.weight")), p("norm.bias"));
  const down = g.linear(normed, p("down.weight"), p("down.bias"));
  const width = down.shape[1]!;
  const grid = g.reshape(down, [batch, rows, columns, width]);
  const spatial = g.add(depthwiseConv3x3(g, grid, p("spatial.weight")), p("spatial.bias"));
  const up = g.linear(g.reshape(g.gelu(spatial), [batch * count, width]), p("up.weight"), p("up.bias"));
  return l2Normalise(g, g.add(patches, g.reshape(up, [batch, count, joint])));
}

/** Each channel with its own 3 × 3 kernel, zeros outside. x: [batch, rows, columns, C]; kernel: [9, C], row by row. */
function depthwiseConv3x3(g: Ops, x: Tensor, kernel: Tensor): Tensor {
  const [, rows, columns] = x.shape as [number, number, number, number];
  const padded = g.pad(g.pad(x, 1, 1, 1), 2, 1, 1);
  let sum: Tensor | undefined;
  for (let dy = 0; dy < 3; dy++) {
    const shifted = g.slice(padded, 1, dy, dy + rows);
    for (let dx = 0; dx < 3; dx++) {
      const tap = g.mul(g.slice(shifted, 2, dx, dx + columns), g.slice(kernel, 0, 3 * dy + dx, 3 * dy + dx + 1));
      sum = sum ? g.add(sum, tap) : tap;
    }
  }
  return sum!;
}
