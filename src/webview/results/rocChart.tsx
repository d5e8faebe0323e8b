import { useMemo, useRef } from "preact/hooks";
import type { CategoryResults } from "../../protocol/runs.ts";
import { XAxis, YAxis } from "../kit/charts/axis.tsx";
import { linePath } from "../kit/charts/linePath.ts";
import { linearScale } from "../kit/charts/scale.ts";
import { t } from "../kit/l10n.ts";
import { formatPercent, formatPercentMark, formatScore } from "../kit/numbers.ts";
import { useSize } from "../kit/useSize.ts";
import type { Rates } from "./confusion.ts";

const MARGIN = { left: 52, right: 16, top: 8, bottom: 36 };
const MAX_SIDE = 320;
const MARKS = [0, 0.2, 0.4, 0.6, 0.8, 1];
const FEW_MARKS = [0, 0.5, 1];

interface Props {
  readonly category: CategoryResults;
  /** At the threshold. */
  readonly rates: Rates;
  readonly threshold: number;
}

/** The ROC curve with the point that the threshold gives. */
export function RocChart({ category: { roc, image }, rates: { fpr, recall }, threshold }: Props) {
  if (roc.fpr.length === 0)
    return <p class="soft">{image.reason ?? t("A curve needs both normal and anomalous images.")}</p>;
  const point = t(
    "At the threshold {0}: false positive rate {1}, true positive rate {2}.",
    formatScore(threshold),
    formatPercent(fpr),
    formatPercent(recall),
  );
  const operating = fpr !== null && recall !== null ? { fpr, recall } : undefined;
  return (
    <figure class="roc">
      <Plot
        roc={roc}
        operating={operating}
        label={`${t("ROC curve, area {0}.", formatPercent(image.auroc))} ${point}`}
      />
      <figcaption class="soft">{point}</figcaption>
    </figure>
  );
}

interface PlotProps {
  readonly roc: CategoryResults["roc"];
  readonly operating: { readonly fpr: number; readonly recall: number } | undefined;
  /** The chart in words. */
  readonly label: string;
}

function Plot({ roc, operating, label }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const side = Math.min(MAX_SIDE, useSize(box).width);
  const [x, y, curve] = useMemo(() => {
    const right = Math.max(MARGIN.left + 1, side - MARGIN.right);
    const x = linearScale([0, 1], [MARGIN.left, right]);
    const y = linearScale([0, 1], [Math.max(MARGIN.top + 1, side - MARGIN.bottom), MARGIN.top]);
    return [x, y, linePath(roc.fpr.map(x), roc.tpr.map(y))];
  }, [roc, side]);
  const [bottom, top] = y.range;
  const [left, right] = x.range;
  return (
    <div class="chart" ref={box}>
      {side > 0 && (
        <svg width={side} height={side} role="img" aria-label={label}>
          <XAxis scale={x} ticks={FEW_MARKS} at={bottom} format={formatPercentMark} />
          <YAxis scale={y} ticks={MARKS} at={left} gridTo={right} format={formatPercentMark} />
          <path class="frame" d={`M${left} ${top}V${bottom}H${right}`} />
          <text x={(left + right) / 2} y={side - 5} text-anchor="middle">
            {t("false positive rate")}
          </text>
          <text transform={`translate(11 ${(bottom + top) / 2}) rotate(-90)`} text-anchor="middle">
            {t("true positive rate")}
          </text>
          <path class="chance" d={`M${left} ${bottom}L${right} ${top}`} />
          <path class="roc-curve" d={curve} />
          {operating && (
            <g class="operating">
              <path d={`M${x(operating.fpr)} ${bottom}V${y(operating.recall)}H${left}`} />
              <circle cx={x(operating.fpr)} cy={y(operating.recall)} r="5" />
            </g>
          )}
        </svg>
      )}
    </div>
  );
}
