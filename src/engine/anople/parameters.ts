import type { Random } from "../base/random.ts";
import { type Shape, sizeOf } from "../graph/tensor.ts";

/** A learnable tensor's values. */
interface Parameter {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** All learnable tensors by name. The names are also the training graph's inputs and the state file's tensors. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** How a learnable tensor starts. */
type Initial =
  | { readonly kind: "normal"; readonly sd: number }
  /** Uniform in ±1/√fanIn: PyTorch's default for linear and convolution layers, weights and biases alike. */
  | { readonly kind: "uniform"; readonly fanIn: number }
  | { readonly kind: "constant"; readonly value: number };

export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initial: Initial;
}

/** Draws the initial values; the order of `specs` decides who gets which numbers. */
export function initialise(specs: readonly ParameterSpec[], random: Random): Parameters {
  return Object.fromEntries(
    specs.map(({ name, shape, initial }) => [name, { shape, data: draw(sizeOf(shape), initial, random) }]),
  );
}

function draw(size: number, initial: Initial, random: Random): Float32Array {
  switch (initial.kind) {
    case "normal":
      return random.normals(size, initial.sd);
    case "uniform": {
      const bound = 1 / Math.sqrt(initial.fanIn);
      return Float32Array.from({ length: size }, () => random.uniform(-bound, bound));
    }
    case "constant":
      return new Float32Array(size).fill(initial.value);
  }
}
