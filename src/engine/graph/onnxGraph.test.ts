import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import fc from "fast-check";
import { compareWithReference, type Example, type InputSpec } from "../../../test/support/compareWithReference.ts";
import { runGraph } from "../../../test/support/runGraph.ts";
import { gradients } from "./gradients.ts";
import { OnnxGraph } from "./onnxGraph.ts";
import type { Ops } from "./ops.ts";
import type { Shape, Tensor } from "./tensor.ts";

const of = (...shape: number[]): InputSpec => ({ shape });
const between = (low: number, high: number, ...shape: number[]): InputSpec => ({ shape, low, high });
const exactly = (...values: number[]): InputSpec => ({ shape: [values.length], values });

function unary(run: (g: Ops, x: Tensor) => Tensor, ...inputs: InputSpec[]): Example[] {
  return inputs.map((input) => ({ inputs: [input], run: (g, [x]) => run(g, x!) }));
}

function binary(run: (g: Ops, a: Tensor, b: Tensor) => Tensor, spec: (...shape: number[]) => InputSpec): Example[] {
  const pairs: [Shape, Shape][] = [
    [[2, 3], [2, 3]],
    [[2, 3], [3]],
    [[3], [2, 3]],
    [[2, 1, 3], [4, 1]],
    [[], [2, 2]],
    [[1, 2], []],
    [[1], [3, 1]],
    [[], []],
  ]; // biome-ignore format: one pair a line
  return pairs.map(([a, b]) => ({ inputs: [spec(...a), spec(...b)], run: (g, [x, y]) => run(g, x!, y!) }));
}

function matmulExamples(): Example[] {
  const leading: [Shape, Shape][] = [
    [[], []],
    [[2], []],
    [[], [2]],
    [[2], [2]],
    [[2, 1], [3]],
    [[1, 3], [2, 1]],
  ]; // biome-ignore format: one pair a line
  const examples: Example[] = [];
  for (const [a, b] of leading) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const left = of(...a, ...(transposeA ? [4, 3] : [3, 4]));
        const right = of(...b, ...(transposeB ? [5, 4] : [4, 5]));
        const options = { transposeA, transposeB, scale: transposeA === transposeB ? 1 : 0.5 };
        examples.push({ inputs: [left, right], run: (g, [x, y]) => g.matmul(x!, y!, options) });
      }
    }
  }
  examples.push({ inputs: [of(2, 3), of(3, 2)], run: (g, [x, y]) => g.matmul(x!, y!) });
  return examples;
}

const steep = exactly(-1000, -100, -30, -10, -6, -4, -2.5, 2.5, 4, 6, 10, 30, 100, 1000);
const nearZero = exactly(...[1e-8, 1e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 1e-2].flatMap((x) => [x, -x]), 0);

/** At least one example for each operation; the type makes a forgotten one an error. */
const EXAMPLES: Record<keyof Ops, Example[]> = {
  constant: [
    { inputs: [of(2, 3)], run: (g, [x]) => g.mul(x!, g.constant(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3])) },
    { inputs: [of(2)], run: (g, [x]) => g.mul(named(g), g.mul(x!, named(g))) },
  ],
  scalar: unary((g, x) => g.mul(g.add(x, g.scalar(-1.5)), g.scalar(0.1)), of(2, 3), of()),
  add: binary((g, a, b) => g.add(a, b), of),
  sub: binary((g, a, b) => g.sub(a, b), of),
  mul: binary((g, a, b) => g.mul(a, b), of),
  div: binary(
    (g, a, b) => g.div(a, b),
    (...shape) => between(0.5, 3, ...shape),
  ),
  neg: unary((g, x) => g.neg(x), of(), of(2, 3)),
  exp: unary((g, x) => g.exp(x), of(2, 3), exactly(-80, 0)),
  log: unary((g, x) => g.log(x), between(0.1, 5, 2, 3), exactly(1e-3, 1, 1000)),
  sqrt: unary((g, x) => g.sqrt(x), between(0.1, 5, 2, 3), exactly(1e-3, 1, 1e6)),
  sigmoid: unary((g, x) => g.sigmoid(x), of(2, 3), steep),
  softplus: unary((g, x) => g.softplus(x), of(2, 3), steep),
  clamp: unary((g, x) => g.clamp(x, -0.7, 1.1), of(4, 5), exactly(-5, -0.6, 0, 1.05, 5)),
  matmul: matmulExamples(),
  linear: [
    { inputs: [of(3, 4), of(4, 5), of(5)], run: (g, [x, w, b]) => g.linear(x!, w!, b!) },
    { inputs: [of(1, 1), of(1, 1), of(1)], run: (g, [x, w, b]) => g.linear(x!, w!, b!) },
  ],
  reshape: [
    ...unary((g, x) => g.reshape(x, [3, 4]), of(2, 6), of(2, 2, 3), of(3, 4)),
    ...unary((g, x) => g.reshape(x, []), of(1), of(1, 1)),
    ...unary((g, x) => g.reshape(x, [1, 1]), of()),
  ],
  transpose: [
    ...unary((g, x) => g.transpose(x, [1, 0]), of(2, 3)),
    ...unary((g, x) => g.transpose(x, [2, 0, 1]), of(2, 3, 4)),
    ...unary((g, x) => g.transpose(x, [0, 2, 1, 3]), of(2, 3, 2, 2)),
  ],
  concat: [
    { inputs: [of(2, 3), of(1, 3)], run: (g, parts) => g.concat(parts, 0) },
    { inputs: [of(2, 3, 2), of(2, 1, 2), of(2, 2, 2)], run: (g, parts) => g.concat(parts, 1) },
    { inputs: [of(2)], run: (g, [x]) => g.concat([x!, x!], 0) },
    { inputs: [of(3)], run: (g, parts) => g.concat(parts, 0) },
  ],
  slice: [
    ...unary((g, x) => g.slice(x, 0, 1, 3), of(4), of(3, 2)),
    ...unary((g, x) => g.slice(x, 2, 0, 1), of(2, 3, 4)),
    ...unary((g, x) => g.slice(x, 1, 0, 3), of(2, 3)),
  ],
  pad: [
    ...unary((g, x) => g.pad(x, 0, 2, 0), of(3), of(2, 2)),
    ...unary((g, x) => g.pad(x, 1, 1, 3), of(2, 3, 2)),
    ...unary((g, x) => g.pad(x, 0, 0, 0), of(2)),
  ],
  broadcastTo: [
    ...unary((g, x) => g.broadcastTo(x, [2, 3]), of(2, 1), of(1, 3), of(3), of(), of(2, 3)),
    ...unary((g, x) => g.broadcastTo(x, [2, 3, 4]), of(3, 1), of(1, 3, 4)),
  ],
  sum: reductions((g, x, axes, keepDims) => g.sum(x, axes, keepDims)),
  mean: reductions((g, x, axes, keepDims) => g.mean(x, axes, keepDims)),
  max: [
    ...unary((g, x) => g.max(x, 0), of(4), of(3, 2)),
    ...unary((g, x) => g.mul(g.max(x, 1), g.max(x, 1)), of(2, 3, 2)),
  ],
  topMean: [
    ...unary((g, x) => g.topMean(x, 2), of(5), of(3, 4), of(2, 2, 3)),
    ...unary((g, x) => g.topMean(x, 3), of(2, 3)),
    ...unary((g, x) => g.mul(x, g.topMean(x, 1)), of(3)),
  ],
  softmax: unary((g, x) => g.softmax(x), of(4), of(2, 3), of(2, 1, 3), of(2, 1), between(-300, 300, 2, 5)),
  standardise: [
    ...unary((g, x) => g.standardise(x, 1e-5), of(2, 6), of(2, 2, 4), between(9, 11, 1, 8), exactly(3, 3, 3, 3)),
    ...unary((g, x) => g.standardise(x, 0.5), of(3, 4)),
  ],
  gelu: unary((g, x) => g.gelu(x), between(-5, 5, 40), steep, nearZero),
  quickGelu: unary((g, x) => g.quickGelu(x), between(-5, 5, 2, 20), steep, nearZero),
  attention: attentionExamples(),
  stopGradient: [
    ...unary((g, x) => g.stopGradient(x), of(2, 3)),
    ...unary((g, x) => g.mul(x, g.stopGradient(g.mul(x, x))), of(2, 3)),
  ],
};

function named(g: Ops): Tensor {
  return g.constant(Float32Array.of(1.5, -2), [2], "weights");
}

function reductions(run: (g: Ops, x: Tensor, axes: readonly number[], keepDims: boolean) => Tensor): Example[] {
  return [[0], [1], [2], [0, 2], [1, 2], [0, 1, 2], []].flatMap((axes) =>
    [false, true].flatMap((keepDims) => unary((g, x) => run(g, x, axes, keepDims), of(2, 3, 4))),
  );
}

function attentionExamples(): Example[] {
  const layouts = [
    { batch: 1, tokens: 4, heads: 1, headWidth: 3 },
    { batch: 2, tokens: 3, heads: 2, headWidth: 2 },
    { batch: 3, tokens: 1, heads: 2, headWidth: 1 },
  ];
  return layouts.flatMap(({ batch, tokens, heads, headWidth }) =>
    [false, true].flatMap((causal) =>
      unary((g, x) => g.attention(x, { batch, heads, causal }), of(batch * tokens, 3 * heads * headWidth)),
    ),
  );
}

for (const [op, examples] of Object.entries(EXAMPLES)) {
  test(`${op} and its gradient are those of the reference`, async () => {
    assert.ok(examples.length > 0);
    for (const [i, example] of examples.entries()) await compareWithReference(`${op} ${i}`, example);
  });
}

test("every operation of the interface has examples", async () => {
  const source = await readFile("src/engine/graph/ops.ts", "utf8");
  const body = /export interface Ops \{(.*?)\n\}/s.exec(source)![1]!;
  const declared = [...body.matchAll(/^ {2}(\w+)\(/gm)].map((match) => match[1]!);
  assert.ok(declared.length > 20);
  assert.deepEqual(Object.keys(EXAMPLES).sort(), declared.sort());
});

test("gelu's slope is within 2·10⁻⁵ of the exact one around zero", async () => {
  const x = [0, 1e-9, 1e-6, 1e-5, 3e-5, 1e-4, 2e-4, 5e-4, 1e-3, 1e-2, 0.05].flatMap((value) => [value, -value]);
  const feeds = { x: { data: Float32Array.from(x), shape: [x.length] } };
  const { slope } = await runGraph(feeds, (g, { x }) => ({ slope: gradients(g, g.sum(g.gelu(x!), [0]), [x!])[0]! }));
  x.forEach((value, i) => {
    // The derivative of x/2 + (x² − x⁴/6 + x⁶/40)/√(2π), the Taylor series of x·Φ(x).
    const exact = 0.5 + (2 * value - (2 / 3) * value ** 3 + (3 / 20) * value ** 5) / Math.sqrt(2 * Math.PI);
    assert.ok(Math.abs(slope![i]! - exact) < 2.1e-5, `at ${value}: ${slope![i]} for ${exact}`);
  });
});

test("a constant is stored once for each name", () => {
  const g = new OnnxGraph();
  const first = g.constant(Float32Array.of(1), [1], "same");
  assert.equal(g.constant(Float32Array.of(1), [1], "same"), first);
  assert.notEqual(g.constant(Float32Array.of(1), [1]), g.constant(Float32Array.of(1), [1]));
  assert.equal(g.scalar(0.5), g.scalar(0.5));
  assert.equal(g.model().initializers.length, 4);
});

test("operands that don't fit are refused when the graph is written", () => {
  const g = new OnnxGraph();
  const x = g.input("x", [2, 3]);
  assert.throws(() => g.add(x, g.input("y", [2])), /\[2,3\] and \[2\]/);
  assert.throws(() => g.matmul(x, x), /matmul: \[2,3\] × \[2,3\]/);
  assert.throws(() => g.reshape(x, [5]), /reshape: \[2,3\] to \[5\]/);
  assert.throws(() => g.constant(Float32Array.of(1, 2), [3], "w"), /w: 2 values for shape \[3\]/);
});

const size = fc.integer({ min: 1, max: 5 });
const shape = (maxLength: number) => fc.array(size, { maxLength });
const runs = { numRuns: 25, seed: 7 };

test("matmul is right for random shapes, transpositions and broadcasts", async () => {
  const shapes = fc.record({ leading: shape(2), rows: size, inner: size, columns: size });
  const flags = fc.record({ a: fc.boolean(), b: fc.boolean(), shareA: fc.boolean(), shareB: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(shapes, flags, async ({ leading, rows, inner, columns }, { a, b, shareA, shareB }) => {
      const left = of(...(shareA ? leading.map(() => 1) : leading), ...(a ? [inner, rows] : [rows, inner]));
      const right = of(...(shareB ? [] : leading), ...(b ? [columns, inner] : [inner, columns]));
      const options = { transposeA: a, transposeB: b, scale: 0.25 };
      await compareWithReference("matmul", { inputs: [left, right], run: (g, [x, y]) => g.matmul(x!, y!, options) });
    }),
    runs,
  );
});

test("element-wise operations broadcast random shapes", async () => {
  const axis = fc.tuple(size, fc.constantFrom("both", "left", "right"));
  await fc.assert(
    fc.asyncProperty(fc.array(axis, { maxLength: 4 }), fc.nat(4), fc.boolean(), async (axes, dropped, dropLeft) => {
      const sides = ["right", "left"].map((other) => axes.map(([length, side]) => (side === other ? 1 : length)));
      const [a, b] = sides.map((side, i) => ((i === 0) === dropLeft ? side.slice(dropped) : side));
      const run = (g: Ops, [x, y]: readonly Tensor[]) => g.sub(g.mul(x!, y!), g.add(x!, y!));
      await compareWithReference("broadcast", { inputs: [of(...a!), of(...b!)], run });
    }),
    runs,
  );
});

test("slice and pad are right for random ranges", async () => {
  const ranges = fc.record({
    shape: fc.array(size, { minLength: 1, maxLength: 4 }),
    axis: fc.nat(),
    start: fc.nat(),
    length: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(ranges, async ({ shape, axis, start, length }) => {
      const at = axis % shape.length;
      const first = start % shape[at]!;
      const end = first + 1 + (length % (shape[at]! - first));
      await compareWithReference("slice", {
        inputs: [of(...shape)],
        run: (g, [x]) => g.pad(g.slice(x!, at, first, end), at, start % 3, length % 3),
      });
    }),
    runs,
  );
});

test("concat is right for random parts", async () => {
  const parts = fc.record({
    shape: fc.array(size, { minLength: 1, maxLength: 3 }),
    axis: fc.nat(),
    sizes: fc.array(size, { minLength: 1, maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(parts, async ({ shape, axis, sizes }) => {
      const at = axis % shape.length;
      const inputs = sizes.map((length) => of(...shape.map((other, i) => (i === at ? length : other))));
      await compareWithReference("concat", { inputs, run: (g, all) => g.concat(all, at) });
    }),
    runs,
  );
});
