import { type ThresholdRule, thresholdFromNormals } from "../metrics/thresholds.ts";
import type { ThresholdRecord } from "../runs/runRecord.ts";

/** The rule that a run records; with few scores a quantile would be little more than their maximum. */
const DEFAULT_RULE: ThresholdRule = "mean+3sd";

/** A category's threshold from the scores of its augmented support images. */
export function thresholdOf(normalScores: Float32Array, rule: ThresholdRule = DEFAULT_RULE): ThresholdRecord {
  const { threshold, ...rest } = thresholdFromNormals(normalScores, rule, undefined, "augmented support images");
  return { value: threshold, ...rest };
}
