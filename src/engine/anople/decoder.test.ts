import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose } from "../../../test/support/closeTo.ts";
import { ReferenceOps, type RefTensor, values } from "../../../test/support/referenceOps.ts";
import { Random } from "../base/random.ts";
import { decode, decoderSpecs } from "./decoder.ts";
import { initialise } from "./parameters.ts";

const JOINT = 6;
const WIDTH = 3;
const g = new ReferenceOps();

/** The decoder's tensors at their initial values, those named in `change` drawn anew. */
function tensors(change: readonly string[]): Record<string, RefTensor> {
  const random = new Random(2);
  const initial = Object.entries(initialise(decoderSpecs(JOINT, WIDTH), random));
  return Object.fromEntries(
    initial.map(([name, { data, shape }]) => [
      name,
      g.constant(change.includes(name.slice("decoder.".length)) ? random.normals(data.length, 0.7) : data, shape),
    ]),
  );
}

const patchesOf = (batch: number, count: number) =>
  g.constant(new Random(6).normals(batch * count * JOINT, 1.5), [batch, count, JOINT]);

test("training starts from the plain patch features, as unit vectors", () => {
  const patches = patchesOf(2, 6);
  const parameters = tensors([]);
  const { data, shape } = values(decode(g, (name) => parameters[name]!, patches, 2, 3));
  assert.deepEqual(shape, [2, 6, JOINT]);
  for (let row = 0; row < 12; row++) {
    const x = patches.data.subarray(row * JOINT, (row + 1) * JOINT);
    const expected = x.map((value) => value / Math.hypot(...x));
    assertClose(data.subarray(row * JOINT, (row + 1) * JOINT), expected, 1e-6, 1, `patch ${row}`);
  }
});

test("the bottleneck sees each patch's eight neighbours in its own picture, zeros outside", () => {
  const [rows, columns, batch] = [3, 4, 2];
  const patches = patchesOf(batch, rows * columns);
  const p = tensors([
    "norm.weight",
    "norm.bias",
    "down.weight",
    "down.bias",
    "spatial.weight",
    "spatial.bias",
    "up.weight",
    "up.bias",
  ]);
  const weight = (name: string, i: number) => p[`decoder.${name}`]!.data[i]!;
  const decoded = values(decode(g, (name) => p[name]!, patches, rows, columns));

  const down = (b: number, y: number, x: number, channel: number) => {
    if (y < 0 || y >= rows || x < 0 || x >= columns) return 0;
    const start = ((b * rows + y) * columns + x) * JOINT;
    const token = patches.data.subarray(start, start + JOINT);
    const mean = token.reduce((a, c) => a + c, 0) / JOINT;
    const variance = token.reduce((a, c) => a + (c - mean) ** 2, 0) / JOINT;
    let sum = weight("down.bias", channel);
    token.forEach((value, i) => {
      const normed = ((value - mean) / Math.sqrt(variance + 1e-5)) * weight("norm.weight", i) + weight("norm.bias", i);
      sum += normed * weight("down.weight", i * WIDTH + channel);
    });
    return sum;
  };
  const spatial = (b: number, y: number, x: number, channel: number) => {
    let sum = weight("spatial.bias", channel);
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) {
        sum += down(b, y + dy, x + dx, channel) * weight("spatial.weight", ((dy + 1) * 3 + dx + 1) * WIDTH + channel);
      }
    }
    return values(g.gelu(g.constant([sum], []))).data[0]!;
  };
  for (const [b, y, x] of [
    [0, 0, 0],
    [0, 1, 2],
    [1, 2, 3],
    [1, 0, 2],
    [1, 1, 0],
  ] as const) {
    const start = ((b * rows + y) * columns + x) * JOINT;
    const sum = Array.from({ length: JOINT }, (_, i) => {
      let value = patches.data[start + i]! + weight("up.bias", i);
      for (let c = 0; c < WIDTH; c++) value += spatial(b, y, x, c) * weight("up.weight", c * JOINT + i);
      return value;
    });
    const expected = sum.map((value) => value / Math.hypot(...sum));
    assertClose(decoded.data.subarray(start, start + JOINT), expected, 1e-6, 1, `picture ${b}, patch ${y}, ${x}`);
  }
});

test("the decoder is as small as method.md 1.8 plans: about 0.21 million numbers at 640-d with a bottleneck of 160", () => {
  const count = decoderSpecs(640, 160).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  // Norm 2·640, two maps of 640·160 with their biases, 3 × 3 kernels with biases.
  assert.equal(count, 2 * 640 + 2 * 640 * 160 + 160 + 640 + 9 * 160 + 160);
});
