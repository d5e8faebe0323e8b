import type { Shape, Tensor } from "./tensor.ts";

/**
 * What a model may compute. A model is written once as a function over these operations; an interpreter gives it a
 * meaning: {@link OnnxGraph} records an ONNX graph and differentiates it. All values are float32.
 *
 * Binary operations broadcast as NumPy does. Axes count from 0.
 */
export interface Ops {
  /** A frozen value. `name` must be unique when given; the same name twice returns the first tensor. */
  constant(data: Float32Array, shape: Shape, name?: string): Tensor;
  scalar(value: number): Tensor;

  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  div(a: Tensor, b: Tensor): Tensor;
  neg(x: Tensor): Tensor;
  exp(x: Tensor): Tensor;
  /** Natural logarithm. */
  log(x: Tensor): Tensor;
  sqrt(x: Tensor): Tensor;
  /** 1 / (1 + exp(−x)). */
  sigmoid(x: Tensor): Tensor;
  /** log(1 + exp(x)), without overflow. */
  softplus(x: Tensor): Tensor;
  /** Limits to [low, high]; no gradient flows where the limit holds. */
  clamp(x: Tensor, low: number, high: number): Tensor;

  /** scale · A·B over the last two axes, either operand transposed there; leading axes broadcast. */
  matmul(a: Tensor, b: Tensor, options?: MatmulOptions): Tensor;
  /** x·W + b for x [M, K], W [K, N], b [N]. */
  linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor;

  reshape(x: Tensor, shape: Shape): Tensor;
  /** Reorders axes: axis i of the result is axis `order[i]` of x. */
  transpose(x: Tensor, order: readonly number[]): Tensor;
  concat(parts: readonly Tensor[], axis: number): Tensor;
  slice(x: Tensor, axis: number, start: number, end: number): Tensor;
  /** Zeros around one axis. */
  pad(x: Tensor, axis: number, before: number, after: number): Tensor;
  /** Repeats along axes of size 1. */
  broadcastTo(x: Tensor, shape: Shape): Tensor;

  sum(x: Tensor, axes: readonly number[], keepDims?: boolean): Tensor;
  mean(x: Tensor, axes: readonly number[], keepDims?: boolean): Tensor;
  /** Largest value along one axis, which is dropped. No gradient passes. */
  max(x: Tensor, axis: number): Tensor;
  /** Mean of the `count` largest values along the last axis, which is dropped. No gradient passes. */
  topMean(x: Tensor, count: number): Tensor;

  /** Over the last axis. */
  softmax(x: Tensor): Tensor;
  /** (x − mean) / √(variance + eps) over the last axis, without scale and shift. */
  standardise(x: Tensor, eps: number): Tensor;
  /** x · Φ(x), with the exact normal distribution function. */
  gelu(x: Tensor): Tensor;
  /** x · sigmoid(1.702 x). */
  quickGelu(x: Tensor): Tensor;
  /**
   * softmax(q·kᵀ)·v for each head, without scaling (fold 1/√(head width) into q's weights).
   * @param qkv queries, keys and values side by side, [batch·tokens, 3·width]
   * @returns the heads side by side, [batch·tokens, width]
   */
  attention(qkv: Tensor, layout: AttentionLayout): Tensor;
  /** The same value; no gradient passes. */
  stopGradient(x: Tensor): Tensor;
}

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly scale?: number;
}

export interface AttentionLayout {
  readonly batch: number;
  readonly heads: number;
  /** A token attends to itself and to earlier ones only. */
  readonly causal: boolean;
}
