import { useMemo } from "preact/hooks";
import type { RunDetails } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { LiveText } from "../kit/liveText.tsx";
import { formatCount } from "../kit/numbers.ts";
import { timeLeftText } from "./curveText.ts";
import { secondsLeft } from "./timeLeft.ts";

interface Props {
  readonly run: RunDetails;
  /** What the training does now. */
  readonly activity: string | null;
}

/** How far the training is, how long it will take, and what it does now. */
export function TrainingProgress({ run: { summary, training }, activity }: Props) {
  const { step, steps, status } = summary;
  const isRunning = status === "running";
  const left = useMemo(() => (isRunning ? secondsLeft(training, steps) : null), [isRunning, training, steps]);
  const share = steps > 0 ? Math.min(1, step / steps) : 0;
  const where = t("Step {0} of {1}", formatCount(step), formatCount(steps));
  // Each tenth is read out, and the activity when more than its numbers changed.
  const tenth = Math.floor(share * 10 + 1e-9) * 10;
  const kind = activity?.replace(/\d+/g, "#");
  const said = useMemo(
    () => (isRunning ? [activity, t("{0}% of the steps trained", tenth)].filter(Boolean).join(", ") : ""),
    [isRunning, kind, tenth],
  );
  return (
    <section class="progress" aria-label={t("Progress")}>
      <div
        class="progress-track"
        role="progressbar"
        aria-label={t("Training")}
        aria-valuemin={0}
        aria-valuemax={steps}
        aria-valuenow={Math.min(step, steps)}
        aria-valuetext={where}
      >
        <div class={`progress-done ${status}`} style={{ width: `${share * 100}%` }} />
      </div>
      <div class="progress-text">
        <span>
          <b>{where}</b>
          {left !== null && step < steps && <span class="soft"> · {timeLeftText(left)}</span>}
        </span>
        {activity !== null && <span class="soft activity">{activity}</span>}
        {activity === null && status === "stopped" && step < steps && (
          <span class="soft">{t("Resume goes on from here, to the same result.")}</span>
        )}
        {activity === null && status === "interrupted" && (
          <span class="soft">
            {t("The process ended before the training did. Resume goes on from what was saved.")}
          </span>
        )}
      </div>
      <LiveText text={said} />
    </section>
  );
}
