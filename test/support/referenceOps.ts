import type { AttentionLayout, MatmulOptions, Ops } from "../../src/engine/graph/ops.ts";
import type { Shape, Tensor } from "../../src/engine/graph/tensor.ts";

/** A tensor with its values, last axis fastest. */
export interface RefTensor extends Tensor {
  readonly data: Float64Array;
}

/**
 * A second interpreter of {@link Ops}, independent of ONNX: computes at once, in float64, by the plainest loops.
 *
 * Central differences of it give reference gradients. What `stopGradient` passes on must then stay as it was: keep
 * `stopped` of a first run and give it to the others as `held`.
 */
export class ReferenceOps implements Ops {
  /** What stopGradient returned, in the order of its calls. */
  readonly stopped: RefTensor[] = [];
  private readonly held: readonly RefTensor[];

  constructor(held: readonly RefTensor[] = []) {
    this.held = held;
  }

  constant(data: ArrayLike<number>, shape: Shape): RefTensor {
    if (data.length !== count(shape)) throw new Error(`${data.length} values for shape [${shape}]`);
    return { shape, data: Float64Array.from(data) };
  }

  scalar(value: number): RefTensor {
    return { shape: [], data: Float64Array.of(Math.fround(value)) };
  }

  add(a: Tensor, b: Tensor): RefTensor {
    return combine(a, b, (x, y) => x + y);
  }

  sub(a: Tensor, b: Tensor): RefTensor {
    return combine(a, b, (x, y) => x - y);
  }

  mul(a: Tensor, b: Tensor): RefTensor {
    return combine(a, b, (x, y) => x * y);
  }

  div(a: Tensor, b: Tensor): RefTensor {
    return combine(a, b, (x, y) => x / y);
  }

  neg(x: Tensor): RefTensor {
    return each(x, (v) => -v);
  }

  exp(x: Tensor): RefTensor {
    return each(x, Math.exp);
  }

  log(x: Tensor): RefTensor {
    return each(x, Math.log);
  }

  sqrt(x: Tensor): RefTensor {
    return each(x, Math.sqrt);
  }

  sigmoid(x: Tensor): RefTensor {
    return each(x, (v) => 1 / (1 + Math.exp(-v)));
  }

  softplus(x: Tensor): RefTensor {
    return each(x, (v) => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))));
  }

  clamp(x: Tensor, low: number, high: number): RefTensor {
    return each(x, (v) => Math.min(Math.max(v, low), high));
  }

  matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false, scale = 1 }: MatmulOptions = {}): RefTensor {
    const left = transposeA ? this.swapLastTwo(a) : values(a);
    const right = transposeB ? this.swapLastTwo(b) : values(b);
    const [rows, inner] = left.shape.slice(-2) as [number, number];
    const [innerRight, columns] = right.shape.slice(-2) as [number, number];
    if (inner !== innerRight) throw new Error(`matmul: ${inner} columns against ${innerRight} rows`);
    const leading = together(left.shape.slice(0, -2), right.shape.slice(0, -2));
    const leftStarts = origins(leading, repeating(left.shape.slice(0, -2), leading));
    const rightStarts = origins(leading, repeating(right.shape.slice(0, -2), leading));
    const out = zeros([...leading, rows, columns]);
    for (let batch = 0; batch < leftStarts.length; batch++) {
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < inner; k++) {
          const factor = scale * left.data[(leftStarts[batch]! * rows + i) * inner + k]!;
          for (let j = 0; j < columns; j++) {
            out.data[(batch * rows + i) * columns + j]! +=
              factor * right.data[(rightStarts[batch]! * inner + k) * columns + j]!;
          }
        }
      }
    }
    return out;
  }

  linear(x: Tensor, weight: Tensor, bias: Tensor): RefTensor {
    return this.add(this.matmul(x, weight), bias);
  }

  reshape(x: Tensor, shape: Shape): RefTensor {
    return this.constant(values(x).data, shape);
  }

  transpose(x: Tensor, order: readonly number[]): RefTensor {
    const from = strides(x.shape);
    const shape = order.map((axis) => x.shape[axis]!);
    return pick(
      x,
      shape,
      order.map((axis) => from[axis]!),
    );
  }

  concat(parts: readonly Tensor[], axis: number): RefTensor {
    const total = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
    const out = zeros(parts[0]!.shape.map((size, i) => (i === axis ? total : size)));
    let start = 0;
    for (const part of parts) {
      place(values(part), out, axis, start);
      start += part.shape[axis]!;
    }
    return out;
  }

  slice(x: Tensor, axis: number, start: number, end: number): RefTensor {
    const shape = x.shape.map((size, i) => (i === axis ? end - start : size));
    const steps = strides(x.shape);
    return pick(x, shape, steps, start * steps[axis]!);
  }

  pad(x: Tensor, axis: number, before: number, after: number): RefTensor {
    const out = zeros(x.shape.map((size, i) => (i === axis ? before + size + after : size)));
    place(values(x), out, axis, before);
    return out;
  }

  broadcastTo(x: Tensor, shape: Shape): RefTensor {
    return pick(x, shape, repeating(x.shape, shape));
  }

  sum(x: Tensor, axes: readonly number[], keepDims = false): RefTensor {
    const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const out = zeros(kept);
    const target = origins(x.shape, repeating(kept, x.shape));
    values(x).data.forEach((value, i) => {
      out.data[target[i]!]! += value;
    });
    return keepDims ? out : this.reshape(out, withoutAxes(x.shape, axes));
  }

  mean(x: Tensor, axes: readonly number[], keepDims = false): RefTensor {
    const size = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
    return each(this.sum(x, axes, keepDims), (v) => v / size);
  }

  max(x: Tensor, axis: number): RefTensor {
    const kept = x.shape.map((size, i) => (i === axis ? 1 : size));
    const out = zeros(kept);
    out.data.fill(Number.NEGATIVE_INFINITY);
    const target = origins(x.shape, repeating(kept, x.shape));
    values(x).data.forEach((value, i) => {
      out.data[target[i]!] = Math.max(out.data[target[i]!]!, value);
    });
    return this.stopGradient(this.reshape(out, withoutAxes(x.shape, [axis])));
  }

  topMean(x: Tensor, count: number): RefTensor {
    const { shape, data } = values(x);
    const width = shape[shape.length - 1]!;
    const out = zeros(shape.slice(0, -1));
    for (let row = 0; row < out.data.length; row++) {
      const sorted = data
        .slice(row * width, (row + 1) * width)
        .sort()
        .reverse();
      for (let k = 0; k < count; k++) out.data[row]! += sorted[k]! / count;
    }
    return this.stopGradient(out);
  }

  softmax(x: Tensor): RefTensor {
    return eachRow(x, (row) => {
      const top = Math.max(...row);
      const exponentials = row.map((v) => Math.exp(v - top));
      const total = exponentials.reduce((a, b) => a + b, 0);
      return exponentials.map((v) => v / total);
    });
  }

  standardise(x: Tensor, eps: number): RefTensor {
    return eachRow(x, (row) => {
      const mean = row.reduce((a, b) => a + b, 0) / row.length;
      const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length;
      return row.map((v) => (v - mean) / Math.sqrt(variance + eps));
    });
  }

  gelu(x: Tensor): RefTensor {
    return each(x, (v) => v * normalDistribution(v));
  }

  quickGelu(x: Tensor): RefTensor {
    return each(x, (v) => v / (1 + Math.exp(-1.702 * v)));
  }

  attention(qkv: Tensor, { batch, heads, causal }: AttentionLayout): RefTensor {
    const { data } = values(qkv);
    const [rows, columns] = qkv.shape as [number, number];
    const [tokens, width, headWidth] = [rows / batch, columns / 3, columns / 3 / heads];
    const out = zeros([rows, width]);
    for (let b = 0; b < batch; b++) {
      for (let h = 0; h < heads; h++) {
        const at = (role: number, token: number, i: number) =>
          data[(b * tokens + token) * columns + role * width + h * headWidth + i]!;
        for (let t = 0; t < tokens; t++) {
          const scores: number[] = [];
          for (let s = 0; s < (causal ? t + 1 : tokens); s++) {
            let score = 0;
            for (let i = 0; i < headWidth; i++) score += at(0, t, i) * at(1, s, i);
            scores.push(score);
          }
          const shares = this.softmax(this.constant(scores, [scores.length])).data;
          for (let i = 0; i < headWidth; i++) {
            let sum = 0;
            for (let s = 0; s < shares.length; s++) sum += shares[s]! * at(2, s, i);
            out.data[(b * tokens + t) * width + h * headWidth + i] = sum;
          }
        }
      }
    }
    return out;
  }

  stopGradient(x: Tensor): RefTensor {
    const value = this.held[this.stopped.length] ?? values(x);
    this.stopped.push(value);
    return value;
  }

  private swapLastTwo(x: Tensor): RefTensor {
    const order = x.shape.map((_, axis) => axis);
    order.push(...order.splice(-2).reverse());
    return this.transpose(x, order);
  }
}

/** The values of a tensor that this interpreter made. */
export function values(tensor: Tensor): RefTensor {
  return tensor as RefTensor;
}

/** The standard normal distribution function, by the series Φ(x) = ½ + φ(x)·Σ x^(2k+1)/(2k+1)!!, whose terms have one sign. */
function normalDistribution(x: number): number {
  if (Math.abs(x) > 12) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}

function count(shape: Shape): number {
  let product = 1;
  for (const size of shape) product *= size;
  return product;
}

function zeros(shape: Shape): RefTensor {
  return { shape, data: new Float64Array(count(shape)) };
}

function withoutAxes(shape: Shape, axes: readonly number[]): number[] {
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** Elements that one step along each axis skips. */
function strides(shape: Shape): number[] {
  return shape.map((_, axis) => count(shape.slice(axis + 1)));
}

/** Strides of an operand of shape `from` inside a result of shape `to`: 0 along the axes where it is repeated. */
function repeating(from: Shape, to: Shape): number[] {
  const own = strides(from);
  const extra = to.length - from.length;
  return to.map((_, axis) => (axis < extra || from[axis - extra] === 1 ? 0 : own[axis - extra]!));
}

/** NumPy's broadcasting rule. */
function together(a: Shape, b: Shape): number[] {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  return long.map((size, axis) => {
    const other = short[axis - (long.length - short.length)] ?? 1;
    if (size !== other && size !== 1 && other !== 1) throw new Error(`[${a}] and [${b}] don't broadcast`);
    return size === 1 ? other : size;
  });
}

/** For each element of `shape` in order: `start` plus its index times the strides. */
function origins(shape: Shape, steps: readonly number[], start = 0): Int32Array {
  let out = Int32Array.of(start);
  shape.forEach((size, axis) => {
    const next = new Int32Array(out.length * size);
    for (let i = 0; i < next.length; i++) next[i] = out[Math.floor(i / size)]! + (i % size) * steps[axis]!;
    out = next;
  });
  return out;
}

function pick(x: Tensor, shape: Shape, steps: readonly number[], start = 0): RefTensor {
  const { data } = values(x);
  return { shape, data: Float64Array.from(origins(shape, steps, start), (at) => data[at]!) };
}

/** Copies `part` into `out` from index `start` of `axis` on. */
function place(part: RefTensor, out: RefTensor, axis: number, start: number): void {
  const steps = strides(out.shape);
  origins(part.shape, steps, start * steps[axis]!).forEach((at, i) => {
    out.data[at] = part.data[i]!;
  });
}

function each(x: Tensor, f: (value: number) => number): RefTensor {
  return { shape: x.shape, data: values(x).data.map((value) => f(value)) };
}

function combine(a: Tensor, b: Tensor, f: (x: number, y: number) => number): RefTensor {
  const shape = together(a.shape, b.shape);
  const left = origins(shape, repeating(a.shape, shape));
  const right = origins(shape, repeating(b.shape, shape));
  const [x, y] = [values(a).data, values(b).data];
  return { shape, data: Float64Array.from(left, (at, i) => f(x[at]!, y[right[i]!]!)) };
}

/** Applies `f` to each row of the last axis. */
function eachRow(x: Tensor, f: (row: Float64Array) => Float64Array): RefTensor {
  const { data, shape } = values(x);
  const width = shape[shape.length - 1]!;
  const out = zeros(shape);
  for (let start = 0; start < data.length; start += width) out.data.set(f(data.subarray(start, start + width)), start);
  return out;
}
