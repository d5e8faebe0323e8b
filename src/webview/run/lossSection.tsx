import { useMemo, useState } from "preact/hooks";
import * as v from "valibot";
import type { RunDetails } from "../../protocol/runs.ts";
import { Disclosure } from "../kit/disclosure.tsx";
import { t } from "../kit/l10n.ts";
import { formatCount, formatPlain, formatScore } from "../kit/numbers.ts";
import { Section } from "../kit/section.tsx";
import { Segmented } from "../kit/segmented.tsx";
import { Slider } from "../kit/slider.tsx";
import { useHostState } from "../kit/useHostState.ts";
import { curveMeaning, curveName, formatRate } from "./curveText.ts";
import { CURVES, type CurveName, lossesOf } from "./lossHistory.ts";
import { LossPlot } from "./lossPlot.tsx";
import { LossTable } from "./lossTable.tsx";
import { smooth } from "./smooth.ts";

/** How the plot is looked at; outlives hiding it. */
const PLOT_STATE = v.object({
  hidden: v.array(v.picklist(CURVES)),
  smoothing: v.pipe(v.number(), v.minValue(0), v.maxValue(0.98)),
  isLog: v.boolean(),
});
const INITIAL: v.InferOutput<typeof PLOT_STATE> = { hidden: [], smoothing: 0, isLog: false };

/** The plot of the losses with its legend and controls. */
export function LossSection({ run: { summary, training } }: { readonly run: RunDetails }) {
  const [{ hidden, smoothing, isLog }, change] = useHostState("plot", PLOT_STATE, INITIAL);
  const [reading, setReading] = useState<number>();
  const curves = useMemo(() => CURVES.filter((name) => !hidden.includes(name)), [hidden]);
  const toggle = (name: CurveName) =>
    change((old) => ({
      ...old,
      hidden: old.hidden.includes(name) ? old.hidden.filter((one) => one !== name) : [...old.hidden, name],
    }));
  const read = reading !== undefined && reading < training.length ? reading : training.length - 1;
  const steps = useMemo(() => training.map(({ step }) => step), [training]);
  const point = training[read];
  return (
    <Section title={t("Losses")} class="losses">
      {training.length === 0 ? (
        <p class="soft">{t("The curves begin with the first step.")}</p>
      ) : (
        <>
          <div class="plot-controls">
            <Slider
              label={t("Smoothing")}
              value={smoothing}
              min={0}
              max={0.98}
              step={0.02}
              valueText={smoothing === 0 ? t("Off") : formatPlain(smoothing)}
              onInput={(value) => change((old) => ({ ...old, smoothing: value }))}
            />
            <div class="field">
              <span class="field-label">{t("Loss axis")}</span>
              <Segmented
                label={t("Loss axis")}
                options={[
                  { value: "linear", label: t("Linear") },
                  { value: "log", label: t("Logarithmic") },
                ]}
                value={isLog ? "log" : "linear"}
                onChange={(value) => change((old) => ({ ...old, isLog: value === "log" }))}
              />
            </div>
            {point && (
              <p class="plot-reading soft">
                {t("Values at step {0}, learning rate {1}", formatCount(point.step), formatRate(point.learningRate))}
              </p>
            )}
          </div>
          <fieldset class="curve-legend" aria-label={t("Curves that are shown")}>
            {CURVES.map((name) => (
              <button
                key={name}
                type="button"
                class="curve-toggle"
                aria-pressed={!hidden.includes(name)}
                title={curveMeaning(name)}
                onClick={() => toggle(name)}
              >
                <svg class="curve-key" width="26" height="10" aria-hidden="true">
                  <path class={`line curve-${name}`} d="M1 5H25" />
                </svg>
                {curveName(name)}
                <b>{formatScore(smooth(steps, lossesOf(training, name), smoothing)[read] ?? null)}</b>
              </button>
            ))}
          </fieldset>
          <LossPlot
            training={training}
            steps={summary.steps}
            isRunning={summary.status === "running"}
            curves={curves}
            smoothing={smoothing}
            isLog={isLog}
            reading={reading}
            onRead={setReading}
          />
          <Disclosure label={t("Show the values as a table")}>
            <LossTable training={training} />
          </Disclosure>
        </>
      )}
    </Section>
  );
}
