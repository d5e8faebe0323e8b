import { useId, useMemo, useRef, useState } from "preact/hooks";
import type { TrainingStep } from "../../protocol/runs.ts";
import { XAxis, YAxis } from "../kit/charts/axis.tsx";
import { linePath } from "../kit/charts/linePath.ts";
import { linearScale } from "../kit/charts/scale.ts";
import { ticks } from "../kit/charts/ticks.ts";
import { t } from "../kit/l10n.ts";
import { formatPlain } from "../kit/numbers.ts";
import { useSize } from "../kit/useSize.ts";
import { lastStepShown, valueRange } from "./curveScale.ts";
import { describeStep, describeTraining, formatRate } from "./curveText.ts";
import { logTicks } from "./logTicks.ts";
import { type CurveName, lossesOf, nearestPoint } from "./lossHistory.ts";
import { smooth } from "./smooth.ts";

interface Props {
  readonly training: readonly TrainingStep[];
  /** Planned. */
  readonly steps: number;
  readonly isRunning: boolean;
  readonly curves: readonly CurveName[];
  /** See `smooth`. */
  readonly smoothing: number;
  readonly isLog: boolean;
  /** Index of the point that is read off. */
  readonly reading: number | undefined;
  onRead(point: number | undefined): void;
}

const LEFT = 52;
const RIGHT = 12;
/** From the top, in pixels: the losses, and the strip of the learning rate below them. */
const LOSSES = [8, 248] as const;
const RATE = [284, 328] as const;
const HEIGHT = 364;

/** Losses over steps, and the learning rate below; a slider for those who can't see it and for the keyboard. */
export function LossPlot(props: Props) {
  const { training, steps, isRunning, curves, smoothing, isLog, reading, onRead } = props;
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const summary = useId();
  const [isHeld, setIsHeld] = useState(false);
  const last = training.length - 1;
  const lines = useMemo(() => curveLines(training, curves, smoothing), [training, curves, smoothing]);

  const end = lastStepShown(training[last]?.step ?? 0, steps, isRunning);
  const x = linearScale([0, end], [LEFT, Math.max(LEFT + 1, width - RIGHT)]);
  const range = valueRange(
    lines.map(({ raw }) => raw),
    isLog,
  );
  const transform = isLog ? (value: number) => (value > 0 ? Math.log10(value) : Number.NaN) : (value: number) => value;
  const y = linearScale([transform(range.low), transform(range.high)], [LOSSES[1], LOSSES[0]]);
  const yTicks = isLog
    ? logTicks(range.low, range.high, 6)
        .filter(({ isLabelled }) => isLabelled)
        .map(({ value }) => Math.log10(value))
    : ticks(range.low, range.high, 6);
  const highestRate = training.reduce((highest, { learningRate }) => Math.max(highest, learningRate), 0) || 1;
  const rate = linearScale([0, highestRate], [RATE[1], RATE[0]]);

  const paths = useMemo(() => {
    const xs = training.map(({ step }) => x(step));
    const path = (values: readonly number[]) =>
      linePath(
        xs,
        values.map((value) => y(transform(value))),
      );
    return {
      losses: lines.map(({ name, raw, smoothed }) => ({ name, raw: path(raw), line: path(smoothed) })),
      rate: linePath(
        xs,
        training.map(({ learningRate }) => rate(learningRate)),
      ),
    };
  }, [lines, width, end, isLog]);

  const readAt = (step: number) => onRead(nearestPoint(training, step));
  const onKeyDown = (event: KeyboardEvent) => {
    if (last < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const from = reading ?? last;
    const next = pointForKey(event.key, from, last);
    if (event.key === "Escape") onRead(undefined);
    else if (next !== undefined) onRead(next);
    else return;
    event.preventDefault();
  };
  const point = reading === undefined ? undefined : training[reading];
  return (
    <div ref={box} class="loss-plot chart">
      <div
        class="plot-area"
        role="slider"
        tabIndex={0}
        aria-label={t("Losses by step")}
        aria-describedby={summary}
        aria-valuemin={training[0]?.step ?? 0}
        aria-valuemax={training[last]?.step ?? 0}
        aria-valuenow={(point ?? training[last])?.step ?? 0}
        aria-valuetext={training.length === 0 ? t("No step was trained yet.") : describeStep(point ?? training[last]!)}
        onKeyDown={onKeyDown}
        onFocus={() => setIsHeld(true)}
        onBlur={() => {
          setIsHeld(false);
          onRead(undefined);
        }}
        onPointerMove={({ currentTarget, clientX }) =>
          last >= 0 && readAt(x.invert(clientX - currentTarget.getBoundingClientRect().left))
        }
        onPointerLeave={() => !isHeld && onRead(undefined)}
      >
        {width > 0 && (
          <svg width={width} height={HEIGHT} aria-hidden="true">
            <YAxis
              scale={y}
              ticks={yTicks}
              at={LEFT}
              gridTo={x.range[1]}
              {...(isLog && { format: (power: number) => formatPlain(10 ** power) })}
            />
            <path class="frame" d={`M${LEFT} ${LOSSES[0]}V${LOSSES[1]}H${x.range[1]}`} />
            <text
              class="axis-label"
              transform={`translate(11 ${(LOSSES[0] + LOSSES[1]) / 2}) rotate(-90)`}
              text-anchor="middle"
            >
              {t("Loss")}
            </text>
            {smoothing > 0 &&
              paths.losses.map(({ name, raw }) => <path key={name} class={`line raw curve-${name}`} d={raw} />)}
            {paths.losses.map(({ name, line }) => (
              <path key={name} class={`line curve-${name}`} d={line} />
            ))}
            <text x={LEFT} y={RATE[0] - 8}>
              {t("Learning rate")}
            </text>
            <YAxis scale={rate} ticks={[0, highestRate]} at={LEFT} gridTo={x.range[1]} format={formatRate} />
            <path class="line curve-rate" d={paths.rate} />
            <path class="frame" d={`M${LEFT} ${RATE[0]}V${RATE[1]}H${x.range[1]}`} />
            <XAxis scale={x} ticks={ticks(0, end, width / 90).filter(Number.isInteger)} at={RATE[1]} />
            <text class="axis-label" x={(LEFT + x.range[1]) / 2} y={HEIGHT - 4} text-anchor="middle">
              {t("Step")}
            </text>
            {point && (
              <g class="reading">
                <path d={`M${x(point.step)} ${LOSSES[0]}V${RATE[1]}`} />
                {lines.map(({ name, smoothed }) => {
                  const at = y(transform(smoothed[reading!]!));
                  return (
                    Number.isFinite(at) && (
                      <circle key={name} class={`curve-${name}`} cx={x(point.step)} cy={at} r="3" />
                    )
                  );
                })}
                <circle class="curve-rate" cx={x(point.step)} cy={rate(point.learningRate)} r="3" />
              </g>
            )}
          </svg>
        )}
      </div>
      <p id={summary} class="visually-hidden">
        {describeTraining(training)}
      </p>
    </div>
  );
}

interface CurveLine {
  readonly name: CurveName;
  readonly raw: readonly number[];
  readonly smoothed: readonly number[];
}

/** The sum last, so that it lies above the others. */
function curveLines(training: readonly TrainingStep[], curves: readonly CurveName[], smoothing: number): CurveLine[] {
  const at = training.map(({ step }) => step);
  return [...curves].reverse().map((name) => {
    const raw = lossesOf(training, name);
    return { name, raw, smoothed: smooth(at, raw, smoothing) };
  });
}

function pointForKey(key: string, from: number, last: number): number | undefined {
  const page = Math.max(1, Math.round(last / 10));
  const moves: Partial<Record<string, number>> = {
    ArrowLeft: from - 1,
    ArrowDown: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from + 1,
    PageDown: from - page,
    PageUp: from + page,
    Home: 0,
    End: last,
  };
  const to = moves[key];
  return to === undefined ? undefined : Math.min(last, Math.max(0, to));
}
