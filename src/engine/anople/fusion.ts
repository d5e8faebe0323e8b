import type { Ops } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Config } from "./config.ts";

/** Scores and maps of one picture. A score is larger the more anomalous the picture. */
export interface FusedOutputs {
  /** [batch] each. */
  readonly score: Tensor;
  readonly memory: Tensor;
  readonly prompt: Tensor;
  readonly decoder: Tensor;
  /** [batch, patches]. */
  readonly map: Tensor;
}

/** Keeps the harmonic mean finite; method.md 1.11 "scale care". */
const FLOOR = 1e-4;
/** Weight of the decoder's probability beside the memory distance in "sum"; method.md 1.11 says where it comes from. */
const SUM_WEIGHT = 0.1;

/**
 * Makes one score and one map of the parts. method.md 1.11
 *
 * - harmonic (the paper's): map = H(decoder, memory), score = H(prompt, top patches of that map), H(a, b) = 2/(1/a + 1/b)
 * - sum: map = memory + 0.1 · decoder, score = its top patches
 *
 * @param prompt abnormal probability of the global feature, [batch]
 * @param decoder abnormal probability of each patch, [batch, patches]
 * @param memory distance of each patch to the memory, [batch, patches]
 */
export function fuse(
  g: Ops,
  { prompt, decoder, memory }: { prompt: Tensor; decoder: Tensor; memory: Tensor },
  config: Pick<Config, "fusion" | "topPatches">,
): FusedOutputs {
  const top = (map: Tensor) => g.topMean(map, Math.min(config.topPatches, map.shape[1]!));
  const parts = { memory: top(memory), prompt, decoder: top(decoder) };
  switch (config.fusion) {
    case "harmonic": {
      const map = harmonicMean(g, decoder, memory);
      return { ...parts, map, score: harmonicMean(g, prompt, top(map)) };
    }
    case "sum": {
      const map = g.add(memory, g.mul(decoder, g.scalar(SUM_WEIGHT)));
      return { ...parts, map, score: top(map) };
    }
  }
}

function harmonicMean(g: Ops, a: Tensor, b: Tensor): Tensor {
  const inverse = (x: Tensor) => g.div(g.scalar(1), g.clamp(x, FLOOR, 1e9));
  return g.div(g.scalar(2), g.add(inverse(a), inverse(b)));
}
