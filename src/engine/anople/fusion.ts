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

/**
 * What calibrated fusion knows of normal pictures: mean and standard deviation of each part over augmented support
 * images, of image scores and of single patches. Order of the numbers in the graph's `calibration` input.
 */
export const CALIBRATION_FIELDS = [
  "memoryMean",
  "memorySd",
  "promptMean",
  "promptSd",
  "decoderMean",
  "decoderSd",
  "memoryPatchMean",
  "memoryPatchSd",
  "decoderPatchMean",
  "decoderPatchSd",
] as const;
export type Calibration = Readonly<Record<(typeof CALIBRATION_FIELDS)[number], number>>;

/** Keeps the harmonic mean finite; method.md 1.11 "scale care". */
const FLOOR = 1e-4;
/** Weight of the decoder's probability beside the memory distance in "sum" (measured, models.md). */
const SUM_WEIGHT = 0.1;

/**
 * Makes one score and one map of the parts. method.md 1.11
 *
 * - harmonic (the paper's): map = H(decoder, memory), score = H(prompt, top patches of that map), H(a, b) = 2/(1/a + 1/b)
 * - sum: map = memory + 0.1 · decoder, score = its top patches
 * - calibrated: each part in standard deviations above its mean on normal pictures; see {@link calibrated}
 *
 * @param prompt abnormal probability of the global feature, [batch]
 * @param decoder abnormal probability of each patch, [batch, patches]
 * @param memory distance of each patch to the memory, [batch, patches]
 * @param calibration [number of CALIBRATION_FIELDS]
 */
export function fuse(
  g: Ops,
  { prompt, decoder, memory }: { prompt: Tensor; decoder: Tensor; memory: Tensor },
  calibration: Tensor,
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
    case "calibrated":
      return { ...parts, ...calibrated(g, parts, { decoder, memory }, calibration) };
  }
}

function calibrated(
  g: Ops,
  parts: { memory: Tensor; prompt: Tensor; decoder: Tensor },
  maps: { decoder: Tensor; memory: Tensor },
  calibration: Tensor,
): { score: Tensor; map: Tensor } {
  const at = (field: (typeof CALIBRATION_FIELDS)[number]) => {
    const i = CALIBRATION_FIELDS.indexOf(field);
    return g.slice(calibration, 0, i, i + 1);
  };
  const z = (x: Tensor, part: "memory" | "prompt" | "decoder" | "memoryPatch" | "decoderPatch") =>
    g.div(g.sub(x, at(`${part}Mean`)), at(`${part}Sd`));
  const map = g.add(z(maps.memory, "memoryPatch"), z(maps.decoder, "decoderPatch"));
  const score = g.add(z(parts.memory, "memory"), g.add(z(parts.prompt, "prompt"), z(parts.decoder, "decoder")));
  return { map, score };
}

function harmonicMean(g: Ops, a: Tensor, b: Tensor): Tensor {
  const inverse = (x: Tensor) => g.div(g.scalar(1), g.clamp(x, FLOOR, 1e9));
  return g.div(g.scalar(2), g.add(inverse(a), inverse(b)));
}
