import type { ResultImage } from "../../protocol/runs.ts";
import type { IconName } from "../kit/icon.tsx";
import { t } from "../kit/l10n.ts";

/** What became of an image at a threshold. */
type Verdict = "missed" | "false-alarm" | "found" | "passed";

/** The verdict on an image; a score at the threshold counts as anomalous. */
export function verdictOf({ label, score }: Pick<ResultImage, "label" | "score">, threshold: number): Verdict {
  const isCalled = score >= threshold;
  if (label === 1) return isCalled ? "found" : "missed";
  return isCalled ? "false-alarm" : "passed";
}

/** A verdict in words. */
export function verdictTitle(verdict: Verdict): string {
  switch (verdict) {
    case "missed":
      return t("Missed defect");
    case "false-alarm":
      return t("False alarm");
    case "found":
      return t("Defect found");
    case "passed":
      return t("Normal, passed");
  }
}

/** Verdicts as shapes. */
export const VERDICT_ICONS: Readonly<Record<Verdict, IconName>> = {
  missed: "missed",
  "false-alarm": "false-alarm",
  found: "check",
  passed: "check",
};
