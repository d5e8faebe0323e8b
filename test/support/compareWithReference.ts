import assert from "node:assert/strict";
import { Random } from "../../src/engine/base/random.ts";
import { gradients } from "../../src/engine/graph/gradients.ts";
import { OnnxGraph } from "../../src/engine/graph/onnxGraph.ts";
import type { Ops } from "../../src/engine/graph/ops.ts";
import { type Shape, sizeOf, type Tensor } from "../../src/engine/graph/tensor.ts";
import { createSession } from "../../src/engine/runtime/session.ts";
import { assertClose } from "./closeTo.ts";
import { ReferenceOps, type RefTensor, values } from "./referenceOps.ts";

/** An input's shape and what its values are: given, or drawn uniformly from [low, high), by default [−2, 2). */
export interface InputSpec {
  readonly shape: Shape;
  readonly values?: readonly number[];
  readonly low?: number;
  readonly high?: number;
}

/** A function over the operations, with inputs to try it on. */
export interface Example {
  readonly inputs: readonly InputSpec[];
  readonly run: (g: Ops, inputs: readonly Tensor[]) => Tensor;
}

/**
 * Runs an example with onnxruntime, with gradients of Σ y·R for a random R, and compares the value with
 * {@link ReferenceOps} (1e-5) and the gradients with its central differences (1e-3).
 *
 * @param name seeds the random values, and stands in failures
 */
export async function compareWithReference(name: string, { inputs, run }: Example): Promise<void> {
  const random = Random.for(1, name);
  const data = inputs.map((spec) => inputValues(spec, random));
  const plain = new ReferenceOps();
  const points = inputs.map(({ shape }, i) => plain.constant(data[i]!, shape));
  const expected = values(run(plain, points));
  const weights = random.normals(expected.data.length, 1);

  const g = new OnnxGraph();
  const symbols = inputs.map(({ shape }, i) => g.input(`input${i}`, shape));
  const y = run(g, symbols);
  assert.deepEqual([...y.shape], [...expected.shape], `${name}: shape`);
  const total = (ops: Ops, value: Tensor) =>
    ops.sum(
      ops.mul(value, ops.constant(weights, value.shape)),
      value.shape.map((_, axis) => axis),
    );
  const loss = y.shape.length > 0 ? total(g, y) : g.mul(y, g.constant(weights, []));
  g.output("y", y);
  gradients(g, loss, symbols).forEach((gradient, i) => {
    assert.deepEqual([...gradient.shape], [...inputs[i]!.shape], `${name}: shape of gradient ${i}`);
    g.output(`gradient${i}`, gradient);
  });
  const session = await createSession(g.model(), 1);
  const feeds = Object.fromEntries(inputs.map(({ shape }, i) => [`input${i}`, { shape, data: data[i]! }]));
  const outputs = await session.run(feeds);
  await session.close();

  assertClose(outputs.y!, expected.data, 1e-5, 0.1, `${name}: value`);
  const weighted = (at: readonly RefTensor[]) => {
    const { data: result } = values(run(new ReferenceOps(plain.stopped), at));
    return result.reduce((sum, value, i) => sum + value * weights[i]!, 0);
  };
  points.forEach((_, i) => {
    assertClose(
      outputs[`gradient${i}`]!,
      centralDifferences(weighted, points, i),
      1e-3,
      0.05,
      `${name}: gradient ${i}`,
    );
  });
}

/** The derivative of `f` by every element of input `which`, from two evaluations each. */
function centralDifferences(
  f: (at: readonly RefTensor[]) => number,
  points: readonly RefTensor[],
  which: number,
): number[] {
  const { shape, data } = points[which]!;
  const step = 1e-5;
  return Array.from(data, (value, k) => {
    const [above, below] = [value + step, value - step].map((moved) =>
      f(points.map((point, i) => (i === which ? { shape, data: data.with(k, moved) } : point))),
    ) as [number, number];
    return (above - below) / (2 * step);
  });
}

function inputValues({ shape, values: given, low = -2, high = 2 }: InputSpec, random: Random): Float32Array {
  if (given) return Float32Array.from(given);
  return Float32Array.from({ length: sizeOf(shape) }, () => random.uniform(low, high));
}
