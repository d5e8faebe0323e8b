import type { ThresholdChoice } from "../../protocol/runs.ts";
import { meaningText } from "../kit/engineText.ts";
import { t } from "../kit/l10n.ts";
import { formatScore } from "../kit/numbers.ts";

/** Id of the element, for what it explains. */
export const MEANING_ID = "threshold-meaning";

interface Props {
  readonly thresholds: readonly ThresholdChoice[];
  readonly threshold: { readonly rule: string; readonly value: number };
}

/** What a score above the threshold says, and a warning where the threshold was chosen with the answers at hand. */
export function ThresholdMeaning({ thresholds, threshold: { rule, value } }: Props) {
  const chosen = thresholds.find((one) => one.rule === rule);
  return (
    <p id={MEANING_ID} class="meaning">
      {chosen?.isOracle && <strong>{t("Chosen on the test images: an oracle, not an expectation.")} </strong>}
      {chosen
        ? t("Anomalous means {0}.", meaningText(chosen.meaning))
        : t("Anomalous means a score of {0} or more.", formatScore(value))}
    </p>
  );
}
