import type { Inspection } from "../../protocol/runs.ts";
import { sourceText } from "../kit/engineText.ts";
import { t } from "../kit/l10n.ts";

/** Whether the score reaches the run's threshold. */
export function isAnomalous({ image, threshold }: Pick<Inspection, "image" | "threshold">): boolean {
  return image.score >= threshold.value;
}

/** The verdict against the ground truth, in words; null where that is not known. */
export function outcome(inspection: Pick<Inspection, "image" | "threshold" | "truth">): string | null {
  if (!inspection.truth) return null;
  const isBad = isAnomalous(inspection);
  if (isBad === (inspection.truth.label === 1)) return t("correct");
  return isBad ? t("false alarm") : t("missed defect");
}

/**
 * Where the score stands among those of the normal images behind the threshold, such as "higher than 99.5 % of the 24
 * normals seen (augmented support images)". Never rounded to all or none of them.
 */
export function standing({ image, threshold }: Pick<Inspection, "image" | "threshold">): string {
  const { normals, meaning } = threshold;
  if (normals === 0) return t("no normals were scored to compare with");
  // The engine's sentences end with what was scored: "… of the 24 augmented support images".
  const source = new RegExp(` the ${normals} (\\D+)$`).exec(meaning)?.[1];
  const seen =
    source === undefined
      ? t("the {0} normals seen", normals)
      : t("the {0} normals seen ({1})", normals, sourceText(source));
  if (image.percentile >= 1) return t("higher than all of {0}", seen);
  if (image.percentile <= 0) return t("lower than all of {0}", seen);
  const percent = Math.min(99.9, Math.max(0.1, Math.round(image.percentile * 1000) / 10));
  return t("higher than {0} % of {1}", percent, seen);
}
