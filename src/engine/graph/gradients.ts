import type { Ops } from "./ops.ts";
import type { Recorder } from "./recorder.ts";
import { sizeOf, type Tensor } from "./tensor.ts";

/**
 * Reverse-mode automatic differentiation: extends the graph by the gradient of a scalar with respect to `wanted`.
 * Only the part of the tape that lies between `wanted` and `loss` is walked, so frozen branches cost nothing.
 *
 * @returns one tensor for each of `wanted`, of its shape; zeros where the loss does not depend on it
 */
export function gradients(graph: Recorder & Ops, loss: Tensor, wanted: readonly Tensor[]): Tensor[] {
  const reached = new Set<Tensor>(wanted);
  const path = graph.tape.filter((entry) => {
    const depends = entry.inputs.some((input) => reached.has(input));
    if (depends) reached.add(entry.output);
    return depends;
  });

  const gradientOf = new Map<Tensor, Tensor>([[loss, graph.scalar(1)]]);
  for (const entry of path.reverse()) {
    const gradient = gradientOf.get(entry.output);
    if (!gradient) continue;
    const thunks = entry.backward(gradient);
    entry.inputs.forEach((input, index) => {
      if (!reached.has(input)) return;
      const part = thunks[index]!();
      const sum = gradientOf.get(input);
      gradientOf.set(input, sum ? graph.add(sum, part) : part);
    });
  }
  return wanted.map(
    (tensor) => gradientOf.get(tensor) ?? graph.constant(new Float32Array(sizeOf(tensor.shape)), tensor.shape),
  );
}
