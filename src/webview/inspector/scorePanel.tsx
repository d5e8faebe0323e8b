import type { Inspection } from "../../protocol/runs.ts";
import { meaningText } from "../kit/engineText.ts";
import { Icon } from "../kit/icon.tsx";
import { t } from "../kit/l10n.ts";
import { formatScore } from "../kit/numbers.ts";
import { Section } from "../kit/section.tsx";
import { isAnomalous, outcome, standing } from "./verdict.ts";

/** What the run says about the image: its score against the threshold. */
export function ScorePanel({ inspection }: { readonly inspection: Inspection }) {
  const { image, threshold } = inspection;
  const isBad = isAnomalous(inspection);
  const against = outcome(inspection);
  return (
    <Section title={t("Score")} class="score">
      <p class={`verdict ${isBad ? "anomalous" : "normal"}`}>
        <Icon name={isBad ? "warning" : "check"} />
        <span>
          <b>{isBad ? t("Anomalous") : t("Normal")}</b>
          {against !== null && ` (${against})`}: {standing(inspection)}
        </span>
      </p>
      <ScoreBar score={image.score} threshold={threshold.value} isAnomalous={isBad} />
      <p class="soft">{t("Anomalous means {0}.", meaningText(threshold.meaning))}</p>
    </Section>
  );
}

interface BarProps {
  readonly score: number;
  readonly threshold: number;
  readonly isAnomalous: boolean;
}

/** Both on one axis, which begins at 0 and leaves room on the right. */
function ScoreBar({ score, threshold, isAnomalous }: BarProps) {
  const low = Math.min(0, score, threshold);
  const high = low + (Math.max(score, threshold) - low || 1) * 1.25;
  const share = (value: number) => `${((value - low) / (high - low)) * 100}%`;
  const isOnRight = threshold - low > (high - low) / 2;
  return (
    <div class="score-bar">
      <div class="score-numbers">
        <span>
          {t("Score")} <b>{formatScore(score)}</b>
        </span>
      </div>
      <div class="score-track" aria-hidden="true">
        <div class={`score-fill ${isAnomalous ? "anomalous" : "normal"}`} style={{ width: share(score) }} />
        <div class="score-threshold" style={{ left: share(threshold) }} />
      </div>
      <div class="score-threshold-label">
        <span style={isOnRight ? { right: `calc(100% - ${share(threshold)})` } : { left: share(threshold) }}>
          {t("Threshold")} <b>{formatScore(threshold)}</b>
        </span>
      </div>
    </div>
  );
}
