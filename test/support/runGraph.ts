import { OnnxGraph } from "../../src/engine/graph/onnxGraph.ts";
import type { Tensor } from "../../src/engine/graph/tensor.ts";
import { createSession, type FloatFeeds } from "../../src/engine/runtime/session.ts";

/**
 * Records a graph with one input for each feed, runs it once and returns its outputs.
 *
 * @param build makes the outputs, by name
 */
export async function runGraph(
  feeds: FloatFeeds,
  build: (g: OnnxGraph, inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>,
): Promise<Record<string, Float32Array>> {
  const g = new OnnxGraph();
  const inputs = Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, g.input(name, shape)]));
  for (const [name, tensor] of Object.entries(build(g, inputs))) g.output(name, tensor);
  const session = await createSession(g.model());
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}
