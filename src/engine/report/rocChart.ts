import { type CategoryEvaluation, PARTS } from "../jobs/requests.ts";
import { rocCurve } from "../metrics/curves.ts";
import { formatMetric, formatScore } from "./format.ts";
import { type Html, html } from "./html.ts";

const SIZE = { width: 520, height: 340, left: 52, top: 12, right: 12, bottom: 44 };
/** More points than this say nothing more in print. */
const MAX_ROWS = 40;

/** The ROC curve of the fused score and of its parts, with the run's threshold on it and a table for those who don't see it. */
export function rocChart(evaluation: CategoryEvaluation): Html {
  const { images, image, parts, threshold, counts } = evaluation;
  const labels = images.map(({ label }) => label);
  const fused = rocCurve(
    labels,
    images.map(({ score }) => score),
  );
  if (fused.fpr.length === 0) return html`<p class="empty">No ROC curve. ${image.reason ?? "There are no images."}</p>`;
  const lines = PARTS.map((part) => {
    const { fpr, tpr } = rocCurve(
      labels,
      images.map((one) => one.parts[part]),
    );
    return { part, path: curvePath(fpr, tpr), auroc: parts[part].image.auroc };
  });
  const { confusion } = counts;
  const point = confusion && {
    fpr: confusion.fp / (confusion.fp + confusion.tn),
    tpr: confusion.tp / (confusion.tp + confusion.fn),
  };
  const label = `ROC curve of the fused score, area ${formatMetric(image.auroc)}. The table below has its points.`;
  return html`<figure class="chart">
<figcaption>ROC curve, test images</figcaption>
<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${label}">
${grid()}
<path class="chance" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}"/>
${lines.map(({ part, path }) => html`<path class="curve ${part}" d="${path}"/>`)}
<path class="curve fused" d="${curvePath(fused.fpr, fused.tpr)}"/>
${point && html`<circle class="operating" cx="${x(point.fpr)}" cy="${y(point.tpr)}" r="5"/>`}
</svg>
<ul class="legend">
<li><span class="key fused"></span>fused ${formatMetric(image.auroc)}</li>
${lines.map(({ part, auroc }) => html`<li><span class="key ${part}"></span>${part} ${formatMetric(auroc)}</li>`)}
${point && html`<li><span class="key operating"></span>run’s threshold ${formatScore(threshold.value)}</li>`}
</ul>
${pointTable(fused)}
</figure>`;
}

function grid(): Html[] {
  const marks = [0, 0.25, 0.5, 0.75, 1];
  const bottom = SIZE.height - SIZE.bottom;
  return [
    ...marks.map(
      (mark) => html`<path class="grid" d="M${x(mark)} ${y(0)}V${y(1)}M${x(0)} ${y(mark)}H${x(1)}"/>
<text class="tick" x="${x(mark)}" y="${bottom + 17}" text-anchor="middle">${mark}</text>
<text class="tick" x="${SIZE.left - 8}" y="${y(mark) + 4}" text-anchor="end">${mark}</text>
`,
    ),
    html`<text class="axis" x="${x(0.5)}" y="${SIZE.height - 6}" text-anchor="middle">false positive rate</text>
<text class="axis" transform="translate(13 ${y(0.5)}) rotate(-90)" text-anchor="middle">true positive rate</text>
`,
  ];
}

function pointTable({ fpr, tpr, thresholds }: { fpr: number[]; tpr: number[]; thresholds: number[] }): Html {
  const step = Math.max(1, Math.ceil(fpr.length / MAX_ROWS));
  const rows = fpr.map((_, i) => i).filter((i) => i % step === 0 || i === fpr.length - 1);
  return html`<details><summary>Points of the fused curve</summary>
<div class="scroll"><table><thead><tr><th>threshold</th><th>false positive rate</th><th>true positive rate</th></tr></thead><tbody>
${rows.map(
  (
    i,
  ) => html`<tr><td>${i === 0 ? "above all scores" : formatScore(thresholds[i]!)}</td><td>${formatMetric(fpr[i]!)}</td><td>${formatMetric(tpr[i]!)}</td></tr>
`,
)}</tbody></table></div></details>`;
}

function curvePath(fpr: readonly number[], tpr: readonly number[]): string {
  return fpr.map((rate, i) => `${i === 0 ? "M" : "L"}${x(rate)} ${y(tpr[i]!)}`).join("");
}

function x(rate: number): number {
  return round(SIZE.left + rate * (SIZE.width - SIZE.left - SIZE.right));
}

function y(rate: number): number {
  return round(SIZE.height - SIZE.bottom - rate * (SIZE.height - SIZE.top - SIZE.bottom));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
