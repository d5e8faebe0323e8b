import { useId, useMemo, useRef, useState } from "preact/hooks";
import type { ResultImage } from "../../protocol/runs.ts";
import { XAxis } from "../kit/charts/axis.tsx";
import { linearScale, type Scale } from "../kit/charts/scale.ts";
import { ticks } from "../kit/charts/ticks.ts";
import { t } from "../kit/l10n.ts";
import { formatCount, formatScore } from "../kit/numbers.ts";
import { useSize } from "../kit/useSize.ts";
import { type Bin, histogram } from "./histogram.ts";
import { RangeFields } from "./rangeFields.tsx";

const HEIGHT = 190;
const MARGIN = { left: 30, right: 10, top: 20, bottom: 38 };
/** The strip below the bars on which a range is drawn. */
const STRIP = 16;
const BINS = 32;
/** Shorter drags, in pixels, are clicks. */
const CLICK = 4;

type Range = readonly [number, number] | null;

interface Props {
  readonly images: readonly ResultImage[];
  /** Scores from end to end of the chart. */
  readonly span: readonly [number, number];
  readonly threshold: number;
  /** Scores of the images that are listed. */
  readonly range: Range;
  onThreshold(value: number): void;
  onRange(range: [number, number] | null): void;
}

/** Scores by class, normal images upwards and anomalous ones downwards, with the threshold and a range to drag. */
export function HistogramChart({ images, span, threshold, range, onThreshold, onRange }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const pattern = useId();
  const bins = useMemo(() => histogram(images, span, BINS), [images, span]);
  const most = Math.max(1, ...bins.flatMap(({ normal, anomalous }) => [normal, anomalous]));
  const x = linearScale(span, [MARGIN.left, Math.max(MARGIN.left + 1, width - MARGIN.right)]);
  const bottom = HEIGHT - MARGIN.bottom;
  const y = linearScale([-most, most], [bottom, MARGIN.top]);
  const clamp = (value: number) => Math.min(span[1], Math.max(span[0], value));
  const valueAt = (event: PointerEvent) => {
    const { left } = (event.currentTarget as SVGElement).ownerSVGElement!.getBoundingClientRect();
    return clamp(x.invert(event.clientX - left));
  };
  const brush = useBrush(valueAt, x, onRange);
  return (
    <figure class="histogram">
      <div class="chart" ref={box}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={describe(images, threshold)}>
            <pattern id={pattern} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <path class="hatch" d="M0 0V5" />
            </pattern>
            <XAxis scale={x} ticks={ticks(...span, width / 70)} at={bottom + STRIP - 2} />
            <CountAxis y={y} most={most} right={x.range[1]} />
            <Bars bins={bins} x={x} y={y} fill={`url(#${pattern})`} />
            <path class="zero" d={`M${x.range[0]} ${y(0)}H${x.range[1]}`} />
            <rect class="strip" x={x.range[0]} y={bottom + 3} width={x.range[1] - x.range[0]} height={8} rx={4} />
            {range && <RangeMark range={[clamp(range[0]), clamp(range[1])]} x={x} bottom={bottom} />}
            <rect class="strip-area" x={0} y={bottom} width={width} height={MARGIN.bottom} {...brush}>
              <title>{t("Drag to list only images with these scores; click to list all")}</title>
            </rect>
            <ThresholdLine
              at={x(clamp(threshold))}
              label={t("threshold {0}", formatScore(threshold))}
              x={x}
              bottom={bottom}
              onDrag={(event) => onThreshold(valueAt(event))}
            />
          </svg>
        )}
      </div>
      <ul class="legend">
        <li>
          <svg class="key" width="14" height="12" aria-hidden="true">
            <rect class="normal" x="0.5" y="0.5" width="13" height="11" />
          </svg>
          {t("normal, upwards")}
        </li>
        <li>
          <svg class="key" width="14" height="12" aria-hidden="true">
            <rect class="anomalous" x="0.5" y="0.5" width="13" height="11" fill={`url(#${pattern})`} />
          </svg>
          {t("anomalous, downwards")}
        </li>
      </ul>
      <RangeFields span={span} range={range} onRange={onRange} />
    </figure>
  );
}

/** Handlers that draw a range with the pointer. */
function useBrush(valueAt: (event: PointerEvent) => number, x: Scale, onRange: Props["onRange"]) {
  const [start, setStart] = useState<number>();
  const round = (value: number) => Number(value.toPrecision(4));
  const rangeTo = (end: number): [number, number] => [round(Math.min(start!, end)), round(Math.max(start!, end))];
  const isClick = (end: number) => Math.abs(x(end) - x(start!)) < CLICK;
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      setStart(valueAt(event));
    },
    onPointerMove: (event: PointerEvent) => {
      if (start === undefined) return;
      const end = valueAt(event);
      if (!isClick(end)) onRange(rangeTo(end));
    },
    onPointerUp: (event: PointerEvent) => {
      if (start === undefined) return;
      const end = valueAt(event);
      onRange(isClick(end) ? null : rangeTo(end));
      setStart(undefined);
    },
    onPointerCancel: () => setStart(undefined),
  };
}

function CountAxis({ y, most, right }: { readonly y: Scale; readonly most: number; readonly right: number }) {
  const counts = ticks(0, most, 2).filter((count) => count > 0 && Number.isInteger(count));
  return (
    <g class="axis y">
      {[0, ...counts, ...counts.map((count) => -count)].map((count) => (
        <g key={count}>
          {count !== 0 && <path class="grid" d={`M${MARGIN.left} ${y(count)}H${right}`} />}
          <text x={MARGIN.left - 6} y={y(count)} dy="0.32em" text-anchor="end">
            {formatCount(Math.abs(count))}
          </text>
        </g>
      ))}
    </g>
  );
}

interface BarsProps {
  readonly bins: readonly Bin[];
  readonly x: Scale;
  readonly y: Scale;
  /** Of anomalous bars. */
  readonly fill: string;
}

function Bars({ bins, x, y, fill }: BarsProps) {
  return (
    <>
      {bins.map(({ from, to, normal, anomalous }) => {
        const left = x(from) + 0.5;
        const width = Math.max(1, x(to) - x(from) - 1);
        return (
          <g key={from}>
            {normal > 0 && <rect class="normal" x={left} y={y(normal)} width={width} height={y(0) - y(normal)} />}
            {anomalous > 0 && (
              <rect class="anomalous" x={left} y={y(0)} width={width} height={y(-anomalous) - y(0)} fill={fill} />
            )}
          </g>
        );
      })}
    </>
  );
}

interface RangeMarkProps {
  readonly range: readonly [number, number];
  readonly x: Scale;
  readonly bottom: number;
}

function RangeMark({ range: [from, to], x, bottom }: RangeMarkProps) {
  const width = Math.max(1, x(to) - x(from));
  return (
    <g class="range">
      <rect class="range-area" x={x(from)} y={MARGIN.top} width={width} height={bottom - MARGIN.top} />
      <path d={`M${x(from)} ${MARGIN.top}V${bottom}M${x(to)} ${MARGIN.top}V${bottom}`} />
      <rect class="range-strip" x={x(from)} y={bottom + 3} width={width} height={8} rx={4} />
    </g>
  );
}

interface ThresholdLineProps {
  /** In pixels. */
  readonly at: number;
  readonly label: string;
  readonly x: Scale;
  readonly bottom: number;
  onDrag(event: PointerEvent): void;
}

/** The slider above it does the same for the keyboard. */
function ThresholdLine({ at, label, x, bottom, onDrag }: ThresholdLineProps) {
  const [left, right] = x.range;
  const third = (right - left) / 3;
  const anchor = at > right - third ? "end" : at < left + third ? "start" : "middle";
  return (
    <g class="threshold">
      <path class="threshold-line" d={`M${at} ${MARGIN.top - 4}V${bottom}`} />
      <path class="threshold-grip" d={`M${at - 5} ${MARGIN.top - 5}H${at + 5}L${at} ${MARGIN.top + 2}Z`} />
      <text x={at} y={MARGIN.top - 9} text-anchor={anchor}>
        {label}
      </text>
      <rect
        class="threshold-area"
        x={at - 9}
        y={0}
        width={18}
        height={bottom}
        onPointerDown={(event) => {
          if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) onDrag(event);
        }}
      />
    </g>
  );
}

function describe(images: readonly ResultImage[], threshold: number): string {
  const rangeOf = (label: 0 | 1) => {
    const scores = images.filter((image) => image.label === label).map(({ score }) => score);
    if (scores.length === 0) return t("none");
    const low = scores.reduce((a, b) => Math.min(a, b));
    const high = scores.reduce((a, b) => Math.max(a, b));
    return t("{0}, scores {1} to {2}", formatCount(scores.length), formatScore(low), formatScore(high));
  };
  return t(
    "Histogram of scores by class. Normal images: {0}. Anomalous images: {1}. Threshold {2}.",
    rangeOf(0),
    rangeOf(1),
    formatScore(threshold),
  );
}
