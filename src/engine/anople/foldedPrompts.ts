import { OnnxGraph } from "../graph/onnxGraph.ts";
import { createSession } from "../runtime/session.ts";
import { loadTextWeights } from "../towers/foldedWeights.ts";
import { textTower } from "../towers/textTower.ts";
import { l2Normalise } from "../towers/transformer.ts";
import { embedAnchors } from "./anchors.ts";
import type { Network } from "./network.ts";
import type { Parameters } from "./parameters.ts";
import { couplePrompts } from "./prompts.ts";

/**
 * Everything of the learned prompts that no picture changes, computed once after training: the prompts are parameters,
 * not functions of the picture (method.md 1.5), so neither the text tower nor the projections run when scoring.
 */
export interface FoldedPrompts {
  /** Unit features of the normal and the abnormal state of each class, [2, joint] each. */
  readonly textFeatures: readonly Float32Array[];
  /** Visual prompts of each of the first J blocks, [P, vision width] each. */
  readonly vision: readonly Float32Array[];
}

/** Runs the text tower and the projections for all classes. Throws what {@link embedAnchors} throws. */
export async function foldPrompts(
  network: Network,
  parameters: Parameters,
  classNames: readonly string[],
): Promise<FoldedPrompts> {
  const { model, text } = network;
  const { length, anchors } = await embedAnchors(network, classNames);
  const g = new OnnxGraph();
  const needed = network.specs.filter(({ name }) => !name.startsWith("decoder.") && name !== "prefix");
  const inputs = new Map(needed.map(({ name, shape }) => [name, g.input(name, shape)]));
  const prompts = couplePrompts(g, (name) => inputs.get(name)!, network.prompts);
  const shapes = { tokens: [2, length, text.width], ends: [2, 1, length] };
  const { features } = textTower(
    g,
    text,
    await loadTextWeights(model),
    g.input("tokens", shapes.tokens),
    g.input("ends", shapes.ends),
    prompts.text,
  );
  g.output("features", l2Normalise(g, features));
  for (const [j, tokens] of prompts.vision.entries()) g.output(`vision:${j}`, tokens);

  const session = await createSession(g.model());
  try {
    const learned = Object.fromEntries(needed.map(({ name }) => [name, parameters[name]!]));
    const results: Record<string, Float32Array>[] = [];
    for (const { tokens, ends } of anchors) {
      const feeds = { tokens: { data: tokens, shape: shapes.tokens }, ends: { data: ends, shape: shapes.ends } };
      results.push(await session.run({ ...learned, ...feeds }));
    }
    return {
      textFeatures: results.map((result) => result.features!),
      vision: prompts.vision.map((_, j) => results[0]![`vision:${j}`]!),
    };
  } finally {
    await session.close();
  }
}
