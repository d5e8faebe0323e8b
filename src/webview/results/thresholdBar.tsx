import { useEffect, useRef } from "preact/hooks";
import type { ThresholdChoice } from "../../protocol/runs.ts";
import { classNames } from "../kit/classNames.ts";
import { Icon } from "../kit/icon.tsx";
import { t } from "../kit/l10n.ts";
import { formatCount, formatScore } from "../kit/numbers.ts";
import { Select } from "../kit/select.tsx";
import { Slider } from "../kit/slider.tsx";
import { useSize } from "../kit/useSize.ts";
import type { Confusion } from "./confusion.ts";
import { falseAlarmText } from "./failureText.ts";
import type { Show } from "./selectImages.ts";
import { MEANING_ID } from "./thresholdMeaning.tsx";
import type { RunState } from "./viewState.ts";

/** Steps of the slider from end to end. */
const STEPS = 400;

type Rule = RunState["rule"];

interface Props {
  readonly thresholds: readonly ThresholdChoice[];
  readonly threshold: { readonly rule: Rule; readonly value: number };
  /** Scores that the slider reaches over. */
  readonly span: readonly [number, number];
  readonly confusion: Confusion;
  /** Which images are listed. */
  readonly show: Show;
  onRule(rule: Rule): void;
  onValue(value: number): void;
  /** Lists other images. */
  onShow(show: Show): void;
}

/** Chooses the threshold and says at once what it misses. It stays in sight while one scrolls. */
export function ThresholdBar({ thresholds, threshold, span, confusion, show, onRule, onValue, onShow }: Props) {
  const bar = useRef<HTMLElement>(null);
  useFocusClearOf(bar);
  const options = [
    ...thresholds.map(({ rule }) => ({ value: rule as Rule, label: ruleName(rule) })),
    { value: "custom" as const, label: ruleName("custom") },
  ];
  const list = (wanted: Show) => {
    onShow(wanted);
    document.getElementById("images")?.scrollIntoView({ block: "start" });
  };
  return (
    <section ref={bar} class="threshold-bar" aria-label={t("Threshold")}>
      <Slider
        label={t("Threshold")}
        value={threshold.value}
        min={span[0]}
        max={span[1]}
        step={(span[1] - span[0]) / STEPS}
        valueText={formatScore(threshold.value)}
        onInput={onValue}
      />
      <Select
        label={t("Rule of the threshold")}
        hidesLabel
        options={options}
        value={threshold.rule}
        describedBy={MEANING_ID}
        onChange={onRule}
      />
      <div class="failures">
        <button
          type="button"
          class={classNames("failure", show === "missed" && "current")}
          title={t("List the missed defects")}
          onClick={() => list("missed")}
        >
          <Icon name="missed" />
          {t("{0} missed", formatCount(confusion.fn))}
        </button>
        <button
          type="button"
          class={classNames("failure", show === "false-alarms" && "current")}
          title={t("List the false alarms")}
          onClick={() => list("false-alarms")}
        >
          <Icon name="false-alarm" />
          {falseAlarmText(confusion.fp)}
        </button>
      </div>
    </section>
  );
}

/** A rule's name. */
function ruleName(rule: Rule): string {
  switch (rule) {
    case "recorded":
      return t("Recorded by the run");
    case "mean+3sd":
      return t("Mean + 3 standard deviations");
    case "max":
      return t("Highest normal score");
    case "quantile":
      return t("Quantile of the normal scores");
    case "f1-max":
      return t("Best F1 (oracle)");
    case "custom":
      return t("Set by hand");
  }
}

/** Keeps what gets the focus from being hidden below a bar that sticks to the top. */
function useFocusClearOf(bar: { readonly current: HTMLElement | null }): void {
  const { height } = useSize(bar);
  useEffect(() => {
    const isSticky = bar.current !== null && getComputedStyle(bar.current).position === "sticky";
    document.documentElement.style.scrollPaddingTop = isSticky ? `${Math.ceil(bar.current!.offsetHeight) + 8}px` : "";
    return () => {
      document.documentElement.style.scrollPaddingTop = "";
    };
  }, [bar, height]);
}
