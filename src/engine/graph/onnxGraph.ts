import { MICROSOFT } from "./onnxModel.ts";
import type { AttentionLayout, MatmulOptions, Ops } from "./ops.ts";
import { Recorder } from "./recorder.ts";
import { broadcastAxes, broadcastShape, reducedShape, type Shape, sameShape, sizeOf, type Tensor } from "./tensor.ts";

/**
 * Interprets {@link Ops} by recording an ONNX graph. Each operation records its forward node and how to continue a
 * gradient through it; the gradient is itself written with these operations and so becomes part of the same graph.
 *
 * Operators of the com.microsoft domain are used where onnxruntime's CPU kernels save whole passes over memory:
 * FusedMatMul (no transposed copies) and Gelu.
 */
export class OnnxGraph extends Recorder implements Ops {
  add(a: Tensor, b: Tensor): Tensor {
    return this.differentiable(this.node("Add", [a, b], broadcastShape(a.shape, b.shape)), [a, b], (d) => [
      () => this.unbroadcast(d, a.shape),
      () => this.unbroadcast(d, b.shape),
    ]);
  }

  sub(a: Tensor, b: Tensor): Tensor {
    return this.differentiable(this.node("Sub", [a, b], broadcastShape(a.shape, b.shape)), [a, b], (d) => [
      () => this.unbroadcast(d, a.shape),
      () => this.neg(this.unbroadcast(d, b.shape)),
    ]);
  }

  mul(a: Tensor, b: Tensor): Tensor {
    return this.differentiable(this.node("Mul", [a, b], broadcastShape(a.shape, b.shape)), [a, b], (d) => [
      () => this.unbroadcast(this.mul(d, b), a.shape),
      () => this.unbroadcast(this.mul(d, a), b.shape),
    ]);
  }

  div(a: Tensor, b: Tensor): Tensor {
    const y = this.node("Div", [a, b], broadcastShape(a.shape, b.shape));
    return this.differentiable(y, [a, b], (d) => [
      () => this.unbroadcast(this.div(d, b), a.shape),
      () => this.neg(this.unbroadcast(this.div(this.mul(d, y), b), b.shape)),
    ]);
  }

  neg(x: Tensor): Tensor {
    return this.differentiable(this.node("Neg", [x], x.shape), [x], (d) => [() => this.neg(d)]);
  }

  exp(x: Tensor): Tensor {
    const y = this.node("Exp", [x], x.shape);
    return this.differentiable(y, [x], (d) => [() => this.mul(d, y)]);
  }

  log(x: Tensor): Tensor {
    return this.differentiable(this.node("Log", [x], x.shape), [x], (d) => [() => this.div(d, x)]);
  }

  sqrt(x: Tensor): Tensor {
    const y = this.node("Sqrt", [x], x.shape);
    return this.differentiable(y, [x], (d) => [() => this.div(this.mul(d, this.scalar(0.5)), y)]);
  }

  sigmoid(x: Tensor): Tensor {
    const y = this.node("Sigmoid", [x], x.shape);
    return this.differentiable(y, [x], (d) => [() => this.mul(d, this.mul(y, this.sub(this.scalar(1), y)))]);
  }

  softplus(x: Tensor): Tensor {
    return this.differentiable(this.node("Softplus", [x], x.shape), [x], (d) => [() => this.mul(d, this.sigmoid(x))]);
  }

  clamp(x: Tensor, low: number, high: number): Tensor {
    const y = this.node("Clip", [x, this.scalar(low), this.scalar(high)], x.shape);
    return this.differentiable(y, [x], (d) => [
      // 1 where x passed unchanged, 0 where it was limited: 1 − sign(|x − y|).
      () => {
        const moved = this.node("Sign", [this.node("Abs", [this.sub(x, y)], x.shape)], x.shape);
        return this.mul(d, this.sub(this.scalar(1), moved));
      },
    ]);
  }

  matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false, scale = 1 }: MatmulOptions = {}): Tensor {
    const [rows, innerA] = lastTwo(a.shape, transposeA);
    const [innerB, columns] = lastTwo(b.shape, transposeB);
    if (innerA !== innerB) throw new Error(`matmul: [${a.shape}] × [${b.shape}]`);
    const shape = [...broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns];
    const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: scale } };
    const y = this.node("FusedMatMul", [a, b], shape, attributes, MICROSOFT);
    return this.differentiable(y, [a, b], (d) => [
      () => {
        const da = transposeA
          ? this.matmul(b, d, { transposeA: transposeB, transposeB: true, scale })
          : this.matmul(d, b, { transposeB: !transposeB, scale });
        return this.unbroadcast(da, a.shape);
      },
      () => {
        const db = transposeB
          ? this.matmul(d, a, { transposeA: true, transposeB: transposeA, scale })
          : this.matmul(a, d, { transposeA: !transposeA, scale });
        return this.unbroadcast(db, b.shape);
      },
    ]);
  }

  linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
    const y = this.node("Gemm", [x, weight, bias], [x.shape[0]!, weight.shape[1]!]);
    return this.differentiable(y, [x, weight, bias], (d) => [
      // Gemm rather than FusedMatMul: onnxruntime packs its frozen operand once, transposed or not.
      () => this.node("Gemm", [d, weight], x.shape, { transB: 1 }),
      () => this.node("Gemm", [x, d], weight.shape, { transA: 1 }),
      () => this.sum(d, [0]),
    ]);
  }

  reshape(x: Tensor, shape: Shape): Tensor {
    if (sizeOf(x.shape) !== sizeOf(shape)) throw new Error(`reshape: [${x.shape}] to [${shape}]`);
    if (sameShape(x.shape, shape)) return x;
    const y = this.node("Reshape", [x, this.ints(shape)], shape);
    return this.differentiable(y, [x], (d) => [() => this.reshape(d, x.shape)]);
  }

  transpose(x: Tensor, order: readonly number[]): Tensor {
    const y = this.node(
      "Transpose",
      [x],
      order.map((axis) => x.shape[axis]!),
      { perm: order },
    );
    return this.differentiable(y, [x], (d) => [
      () =>
        this.transpose(
          d,
          order.map((_, axis) => order.indexOf(axis)),
        ),
    ]);
  }

  concat(parts: readonly Tensor[], axis: number): Tensor {
    const ends: number[] = [];
    let total = 0;
    for (const part of parts) {
      total += part.shape[axis]!;
      ends.push(total);
    }
    const shape = parts[0]!.shape.map((size, i) => (i === axis ? total : size));
    return this.differentiable(this.node("Concat", parts, shape, { axis }), parts, (d) =>
      parts.map((part, i) => () => this.slice(d, axis, ends[i]! - part.shape[axis]!, ends[i]!)),
    );
  }

  slice(x: Tensor, axis: number, start: number, end: number): Tensor {
    const size = x.shape[axis]!;
    if (start === 0 && end === size) return x;
    const shape = x.shape.map((s, i) => (i === axis ? end - start : s));
    const y = this.node("Slice", [x, this.ints([start]), this.ints([end]), this.ints([axis])], shape);
    return this.differentiable(y, [x], (d) => [() => this.pad(d, axis, start, size - end)]);
  }

  pad(x: Tensor, axis: number, before: number, after: number): Tensor {
    const pads = new Array<number>(2 * x.shape.length).fill(0);
    pads[axis] = before;
    pads[x.shape.length + axis] = after;
    const size = x.shape[axis]!;
    const shape = x.shape.map((s, i) => (i === axis ? before + s + after : s));
    return this.differentiable(this.node("Pad", [x, this.ints(pads)], shape), [x], (d) => [
      () => this.slice(d, axis, before, before + size),
    ]);
  }

  broadcastTo(x: Tensor, shape: Shape): Tensor {
    if (sameShape(x.shape, shape)) return x;
    return this.differentiable(this.node("Expand", [x, this.ints(shape)], shape), [x], (d) => [
      () => this.unbroadcast(d, x.shape),
    ]);
  }

  sum(x: Tensor, axes: readonly number[], keepDims = false): Tensor {
    return this.reduce("ReduceSum", x, axes, keepDims, 1);
  }

  mean(x: Tensor, axes: readonly number[], keepDims = false): Tensor {
    return this.reduce("ReduceMean", x, axes, keepDims, 1 / sizeOf(axes.map((axis) => x.shape[axis]!)));
  }

  max(x: Tensor, axis: number): Tensor {
    return this.node("ReduceMax", [x, this.ints([axis])], reducedShape(x.shape, [axis], false), { keepdims: 0 });
  }

  topMean(x: Tensor, count: number): Tensor {
    const last = x.shape.length - 1;
    const shape = [...x.shape.slice(0, last), count];
    const [largest] = this.nodeWithOutputs("TopK", [x, this.ints([count])], [shape, shape], { axis: last });
    return this.mean(largest!, [last]);
  }

  softmax(x: Tensor): Tensor {
    const y = this.node("Softmax", [x], x.shape, { axis: -1 });
    return this.differentiable(y, [x], (d) => [
      () => {
        const dy = this.mul(d, y);
        return this.sub(dy, this.mul(y, this.sum(dy, [x.shape.length - 1], true)));
      },
    ]);
  }

  standardise(x: Tensor, eps: number): Tensor {
    const last = x.shape.length - 1;
    const width = x.shape[last]!;
    const perRow = [...x.shape.slice(0, -1), 1];
    const ones = this.constant(new Float32Array(width).fill(1), [width], `ones:${width}`);
    const [y, , inverseSd] = this.nodeWithOutputs("LayerNormalization", [x, ones], [x.shape, perRow, perRow], {
      axis: -1,
      epsilon: { float: eps },
    });
    return this.differentiable(y!, [x], (d) => [
      () => {
        const along = this.mul(y!, this.mean(this.mul(d, y!), [last], true));
        return this.mul(inverseSd!, this.sub(this.sub(d, this.mean(d, [last], true)), along));
      },
    ]);
  }

  gelu(x: Tensor): Tensor {
    const y = this.node("Gelu", [x], x.shape, {}, MICROSOFT);
    return this.differentiable(y, [x], (d) => [
      // The slope is Φ(x) + x·φ(x). Φ is recovered from y = x·Φ(x), as (x·y + ε/2)/(x² + ε): off by at most 0.2·√ε, and
      // several times faster than onnxruntime's Erf.
      () => {
        const square = this.mul(x, x);
        const cumulative = this.div(
          this.add(this.mul(x, y), this.scalar(GELU_EPSILON / 2)),
          this.add(square, this.scalar(GELU_EPSILON)),
        );
        const density = this.exp(this.mul(square, this.scalar(-0.5)));
        const slope = this.mul(this.mul(x, density), this.scalar(1 / Math.sqrt(2 * Math.PI)));
        return this.mul(d, this.add(cumulative, slope));
      },
    ]);
  }

  quickGelu(x: Tensor): Tensor {
    const sigmoid = this.node("Sigmoid", [this.mul(x, this.scalar(1.702))], x.shape);
    const y = this.node("Mul", [x, sigmoid], x.shape);
    return this.differentiable(y, [x], (d) => [
      // σ + 1.702·y·(1 − σ)
      () =>
        this.mul(d, this.add(sigmoid, this.mul(this.mul(y, this.scalar(1.702)), this.sub(this.scalar(1), sigmoid)))),
    ]);
  }

  attention(qkv: Tensor, { batch, heads, causal }: AttentionLayout): Tensor {
    const width = qkv.shape[1]! / 3;
    const tokens = qkv.shape[0]! / batch;
    const tokenMajor = [batch, tokens, heads, width / heads]; // (B, T, H, w)
    const swapped = [0, 2, 1, 3]; // between (B, T, H, w) and (B, H, T, w)
    const roles = this.nodeWithOutputs(
      "Split",
      [qkv],
      [0, 1, 2].map(() => [batch * tokens, width]),
      { axis: 1, num_outputs: 3 },
    );
    const [q, k, v] = roles.map((role) => this.transpose(this.reshape(role, tokenMajor), swapped)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const scores = this.matmul(q, k, { transposeB: true }); // (B, H, T, T)
    const p = this.softmax(causal ? this.add(scores, this.causalMask(tokens)) : scores);
    const perHeadOut = this.matmul(p, v);
    const out = this.reshape(this.transpose(perHeadOut, swapped), [batch * tokens, width]);

    // The inner steps have their own tape entries, but none is reached from qkv: Split is not on the tape. This one is,
    // and replaces the softmax's backward pass over (T, T) by one over (T, w): Σ_j dp·p = Σ_w d·out for each row.
    return this.differentiable(this.node("Identity", [out], out.shape), [qkv], (d) => [
      () => {
        const dOut = this.transpose(this.reshape(d, tokenMajor), swapped);
        const rowSum = this.sum(this.mul(dOut, perHeadOut), [3], true);
        const dScores = this.mul(p, this.sub(this.matmul(dOut, v, { transposeB: true }), rowSum));
        const parts = [
          this.matmul(dScores, k),
          this.matmul(dScores, q, { transposeA: true }),
          this.matmul(p, dOut, { transposeA: true }),
        ].map((part) => this.reshape(this.transpose(part, swapped), [batch * tokens, width]));
        return this.concat(parts, 1);
      },
    ]);
  }

  stopGradient(x: Tensor): Tensor {
    return this.node("Identity", [x], x.shape);
  }

  private reduce(type: string, x: Tensor, axes: readonly number[], keepDims: boolean, slope: number): Tensor {
    if (axes.length === 0) return x; // ONNX would reduce all axes.
    const y = this.node(type, [x, this.ints(axes)], reducedShape(x.shape, axes, keepDims), {
      keepdims: Number(keepDims),
    });
    return this.differentiable(y, [x], (d) => [
      () => {
        const spread = this.broadcastTo(this.reshape(d, reducedShape(x.shape, axes, true)), x.shape);
        return slope === 1 ? spread : this.mul(spread, this.scalar(slope));
      },
    ]);
  }

  /** 0 where a row's token may look, −10⁹ where it may not. */
  private causalMask(tokens: number): Tensor {
    const mask = new Float32Array(tokens * tokens);
    for (let row = 0; row < tokens; row++) mask.fill(-1e9, row * tokens + row + 1, (row + 1) * tokens);
    return this.constant(mask, [tokens, tokens], `causal:${tokens}`);
  }

  /** Sums a gradient over the axes along which its operand was repeated. */
  private unbroadcast(d: Tensor, shape: Shape): Tensor {
    const axes = broadcastAxes(d.shape, shape);
    const summed = axes.length > 0 ? this.sum(d, axes, true) : d;
    return this.reshape(summed, shape);
  }
}

/** See gelu: bounds the error of its slope by 2·10⁻⁵. */
const GELU_EPSILON = 1e-8;

/** Rows and columns of the last two axes, after an optional transposition. */
function lastTwo(shape: Shape, transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}
