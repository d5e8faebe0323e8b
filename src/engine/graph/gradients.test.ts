import assert from "node:assert/strict";
import { test } from "node:test";
import { runGraph } from "../../../test/support/runGraph.ts";
import { gradients } from "./gradients.ts";
import { OnnxGraph } from "./onnxGraph.ts";
import type { Tensor } from "./tensor.ts";

const A = [1, 2, 3];
const B = [4, -5, 6];

/** Gradients of a loss by its inputs a = [1, 2, 3] and b = [4, −5, 6]. */
async function gradientsOf(
  loss: (g: OnnxGraph, a: Tensor, b: Tensor) => Tensor,
  wanted: (a: Tensor, b: Tensor) => Tensor[] = (a, b) => [a, b],
): Promise<number[][]> {
  const feeds = { a: { data: Float32Array.from(A), shape: [3] }, b: { data: Float32Array.from(B), shape: [3] } };
  const outputs = await runGraph(feeds, (g, { a, b }) => {
    const parts = gradients(g, loss(g, a!, b!), wanted(a!, b!));
    return Object.fromEntries(parts.map((part, i) => [`part${i}`, part]));
  });
  return Object.keys(outputs)
    .sort()
    .map((name) => [...outputs[name]!]);
}

test("a subexpression used more than once adds up", async () => {
  // s = a·b; Σ s·s + s: 2·a·b² + b and 2·a²·b + a
  const [byA, byB] = await gradientsOf((g, a, b) => {
    const s = g.mul(a, b);
    return g.sum(g.add(g.mul(s, s), s), [0]);
  });
  assert.deepEqual(
    byA,
    A.map((a, i) => 2 * a * B[i]! ** 2 + B[i]!),
  );
  assert.deepEqual(
    byB,
    A.map((a, i) => 2 * a * a * B[i]! + a),
  );
});

test("one tensor as both operands gets both parts", async () => {
  const [byA] = await gradientsOf((g, a) => g.sum(g.mul(a, a), [0]));
  assert.deepEqual(byA, [2, 4, 6]);
});

test("a tensor that the loss does not depend on has a gradient of zeros", async () => {
  assert.deepEqual(await gradientsOf((g, a) => g.sum(a, [0])), [
    [1, 1, 1],
    [0, 0, 0],
  ]);
  assert.deepEqual(await gradientsOf((g) => g.scalar(3)), [
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test("a branch that leads nowhere adds nothing", async () => {
  const [byA] = await gradientsOf((g, a, b) => {
    g.exp(g.mul(a, b));
    return g.sum(a, [0]);
  });
  assert.deepEqual(byA, [1, 1, 1]);
});

test("stopGradient makes its operand a constant", async () => {
  const [byA, byB] = await gradientsOf((g, a, b) => g.sum(g.mul(a, g.stopGradient(g.mul(a, b))), [0]));
  assert.deepEqual(
    byA,
    A.map((a, i) => a * B[i]!),
  );
  assert.deepEqual(byB, [0, 0, 0]);
});

test("gradients of intermediate values, and of the same value twice, can be asked for", async () => {
  let product: Tensor | undefined;
  const parts = await gradientsOf(
    (g, a, b) => {
      product = g.mul(a, b);
      return g.sum(g.mul(product, a), [0]);
    },
    (a) => [product!, a, a],
  );
  const byA = A.map((a, i) => 2 * a * B[i]!);
  assert.deepEqual(parts, [A, byA, byA]);
});

test("a frozen branch adds no node, however long it is", () => {
  const added = (length: number, trainBoth: boolean) => {
    const g = new OnnxGraph();
    const [a, b] = [g.input("a", [3]), g.input("b", [3])];
    let frozen: Tensor = b;
    for (let i = 0; i < length; i++) frozen = g.exp(frozen);
    const loss = g.sum(g.mul(a, frozen), [0]);
    const before = g.model().nodes.length;
    gradients(g, loss, trainBoth ? [a, b] : [a]);
    return g.model().nodes.length - before;
  };
  assert.equal(added(10, false), added(1, false));
  assert.ok(added(10, true) > added(1, true));
});
