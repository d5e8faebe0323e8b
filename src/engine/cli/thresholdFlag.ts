import type { ThresholdRule } from "../metrics/thresholds.ts";

const RULES: readonly ThresholdRule[] = ["max", "mean+3sd", "quantile"];

/** Which rule makes the threshold from the normal images; both scoring commands have it. */
export const THRESHOLD_FLAG = {
  kind: "value",
  value: "RULE",
  meaning: "Rule by which the threshold follows from normal images. Default: the one that the run records, mean+3sd.",
  choices: RULES,
} as const;
