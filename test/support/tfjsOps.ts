import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
// A path, not a package: the bundler has to take this file in, because Node can't load it. Registries are global.
import "../../node_modules/@tensorflow/tfjs-core/dist/register_all_gradients.js";
import type { AttentionLayout, MatmulOptions, Ops } from "../../src/engine/graph/ops.ts";
import { broadcastShape, type Shape, type Tensor } from "../../src/engine/graph/tensor.ts";

tf.env().set("IS_TEST", true); // no advertisement on the console

/**
 * A third interpreter of {@link Ops}, on TensorFlow.js: its kernels in plain JavaScript and its own automatic
 * differentiation (`tf.variableGrads`), in float32. Every tensor is a `tf.Tensor`.
 */
export class TfjsOps implements Ops {
  constant(data: Float32Array, shape: Shape): tf.Tensor {
    return tf.tensor(data, [...shape]);
  }

  scalar(value: number): tf.Tensor {
    return tf.scalar(value);
  }

  add(a: Tensor, b: Tensor): tf.Tensor {
    return tf.add(own(a), own(b));
  }

  sub(a: Tensor, b: Tensor): tf.Tensor {
    return tf.sub(own(a), own(b));
  }

  mul(a: Tensor, b: Tensor): tf.Tensor {
    return tf.mul(own(a), own(b));
  }

  div(a: Tensor, b: Tensor): tf.Tensor {
    return tf.div(own(a), own(b));
  }

  neg(x: Tensor): tf.Tensor {
    return tf.neg(own(x));
  }

  exp(x: Tensor): tf.Tensor {
    return tf.exp(own(x));
  }

  log(x: Tensor): tf.Tensor {
    return tf.log(own(x));
  }

  sqrt(x: Tensor): tf.Tensor {
    return tf.sqrt(own(x));
  }

  sigmoid(x: Tensor): tf.Tensor {
    return tf.sigmoid(own(x));
  }

  softplus(x: Tensor): tf.Tensor {
    return tf.softplus(own(x));
  }

  clamp(x: Tensor, low: number, high: number): tf.Tensor {
    return tf.clipByValue(own(x), low, high);
  }

  matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false, scale = 1 }: MatmulOptions = {}): tf.Tensor {
    // tf.matMul broadcasts leading axes, but its gradient isn't summed over them.
    const leading = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const [left, right] = [a, b].map((x) => this.broadcastTo(x, [...leading, ...x.shape.slice(-2)]));
    return tf.mul(tf.matMul(left!, right!, transposeA, transposeB), scale);
  }

  linear(x: Tensor, weight: Tensor, bias: Tensor): tf.Tensor {
    return this.add(this.matmul(x, weight), bias);
  }

  reshape(x: Tensor, shape: Shape): tf.Tensor {
    return tf.reshape(own(x), [...shape]);
  }

  transpose(x: Tensor, order: readonly number[]): tf.Tensor {
    return tf.transpose(own(x), [...order]);
  }

  concat(parts: readonly Tensor[], axis: number): tf.Tensor {
    return tf.concat(parts.map(own), axis);
  }

  slice(x: Tensor, axis: number, start: number, end: number): tf.Tensor {
    const starts = x.shape.map((_, i) => (i === axis ? start : 0));
    const sizes = x.shape.map((size, i) => (i === axis ? end - start : size));
    return tf.slice(own(x), starts, sizes);
  }

  pad(x: Tensor, axis: number, before: number, after: number): tf.Tensor {
    return tf.pad(
      own(x),
      x.shape.map((_, i) => (i === axis ? [before, after] : [0, 0])),
    );
  }

  broadcastTo(x: Tensor, shape: Shape): tf.Tensor {
    return tf.broadcastTo(own(x), [...shape]);
  }

  sum(x: Tensor, axes: readonly number[], keepDims = false): tf.Tensor {
    return tf.sum(own(x), [...axes], keepDims);
  }

  mean(x: Tensor, axes: readonly number[], keepDims = false): tf.Tensor {
    return tf.mean(own(x), [...axes], keepDims);
  }

  max(x: Tensor, axis: number): tf.Tensor {
    return this.stopGradient(tf.max(own(x), axis));
  }

  topMean(x: Tensor, count: number): tf.Tensor {
    return tf.mean(tf.topk(this.stopGradient(x), count).values, -1);
  }

  softmax(x: Tensor): tf.Tensor {
    return tf.softmax(own(x));
  }

  standardise(x: Tensor, eps: number): tf.Tensor {
    const { mean, variance } = tf.moments(own(x), -1, true);
    return tf.div(tf.sub(own(x), mean), tf.sqrt(tf.add(variance, eps)));
  }

  gelu(x: Tensor): tf.Tensor {
    const distribution = tf.mul(0.5, tf.add(1, tf.erf(tf.mul(own(x), Math.SQRT1_2))));
    return tf.mul(own(x), distribution);
  }

  quickGelu(x: Tensor): tf.Tensor {
    return tf.mul(own(x), tf.sigmoid(tf.mul(1.702, own(x))));
  }

  attention(qkv: Tensor, { batch, heads, causal }: AttentionLayout): tf.Tensor {
    const [rows, columns] = qkv.shape as [number, number];
    const [tokens, width] = [rows / batch, columns / 3];
    const parts = tf.reshape(own(qkv), [batch, tokens, 3, heads, width / heads]);
    const [q, k, v] = tf.unstack(tf.transpose(parts, [2, 0, 3, 1, 4])) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const scores = tf.matMul(q, k, false, true); // [batch, heads, tokens, tokens]
    const upToSelf = tf.linalg.bandPart(tf.ones([tokens, tokens]), -1, 0);
    const shares = tf.softmax(causal ? tf.sub(scores, tf.mul(1e9, tf.sub(1, upToSelf))) : scores);
    return tf.reshape(tf.transpose(tf.matMul(shares, v), [0, 2, 1, 3]), [rows, width]);
  }

  /** A copy that stands on no tape. */
  stopGradient(x: Tensor): tf.Tensor {
    return tf.tensor(own(x).dataSync(), [...x.shape]);
  }
}

/** A tensor that this interpreter made. */
function own(tensor: Tensor): tf.Tensor {
  return tensor as tf.Tensor;
}
