import type { CategoryEvaluation } from "../jobs/requests.ts";
import { axisTicks } from "./chartAxis.ts";
import { formatScore } from "./format.ts";
import { type Html, html } from "./html.ts";

const SIZE = { width: 520, height: 340, left: 52, top: 26, right: 12, bottom: 44 };
const BINS = 24;

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly normal: number;
  readonly anomalous: number;
}

/** Scores by class: normal images above the line, anomalous ones below, with the run's threshold across. */
export function histogramChart({ images, threshold }: CategoryEvaluation): Html {
  const scored = images.filter(({ score }) => Number.isFinite(score));
  if (scored.length === 0) return html`<p class="empty">No histogram. There are no images with a score.</p>`;
  const scores = [...scored.map(({ score }) => score), threshold.value];
  const ticks = axisTicks(Math.min(...scores), Math.max(...scores), 6);
  const low = ticks[0]!;
  const high = ticks.at(-1)!;
  const bins = countBins(scored, low, high);
  const most = Math.max(1, ...bins.flatMap(({ normal, anomalous }) => [normal, anomalous]));
  const middle = (SIZE.top + SIZE.height - SIZE.bottom) / 2;
  const unit = (middle - SIZE.top) / most;
  const x = (score: number) =>
    round(SIZE.left + ((score - low) / (high - low)) * (SIZE.width - SIZE.left - SIZE.right));
  const bar = (name: string, from: number, to: number, count: number, up: boolean) =>
    count > 0 &&
    html`<rect class="${name}" x="${x(from) + 0.5}" y="${round(up ? middle - count * unit : middle)}" width="${round(Math.max(1, x(to) - x(from) - 1))}" height="${round(count * unit)}"/>
`;
  const at = x(threshold.value);
  const label = "Histogram of fused scores by class. The table below has its counts.";
  return html`<figure class="chart">
<figcaption>Scores by class, test images</figcaption>
<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${label}">
${axis(ticks, x, most, unit, middle)}
${bins.map(({ from, to, normal, anomalous }) => html`${bar("normal", from, to, normal, true)}${bar("anomalous", from, to, anomalous, false)}`)}
<path class="zero" d="M${SIZE.left} ${middle}H${SIZE.width - SIZE.right}"/>
<path class="threshold" d="M${at} ${SIZE.top - 4}V${SIZE.height - SIZE.bottom}"/>
<text class="axis" x="${at}" y="${SIZE.top - 10}" text-anchor="${at > SIZE.width - 110 ? "end" : at < 110 ? "start" : "middle"}">threshold ${formatScore(threshold.value)}</text>
</svg>
<ul class="legend">
<li><span class="key normal"></span>normal, upwards</li>
<li><span class="key anomalous"></span>anomalous, downwards</li>
</ul>
${binTable(bins)}
</figure>`;
}

function countBins(images: CategoryEvaluation["images"], low: number, high: number): Bin[] {
  const counts = Array.from({ length: BINS }, () => [0, 0]);
  for (const { score, label } of images) {
    const bin = Math.min(BINS - 1, Math.floor(((score - low) / (high - low)) * BINS));
    counts[bin]![label]!++;
  }
  const edge = (i: number) => low + (i * (high - low)) / BINS;
  return counts.map(([normal, anomalous], i) => ({
    from: edge(i),
    to: edge(i + 1),
    normal: normal!,
    anomalous: anomalous!,
  }));
}

function axis(
  ticks: readonly number[],
  x: (score: number) => number,
  most: number,
  unit: number,
  middle: number,
): Html[] {
  const bottom = SIZE.height - SIZE.bottom;
  const counts = axisTicks(0, most, 3).filter((count) => Number.isInteger(count) && count <= most && count > 0);
  return [
    ...ticks.map(
      (tick) => html`<path class="grid" d="M${x(tick)} ${SIZE.top}V${bottom}"/>
<text class="tick" x="${x(tick)}" y="${bottom + 17}" text-anchor="middle">${tick}</text>
`,
    ),
    ...[0, ...counts, ...counts.map((count) => -count)].map(
      (
        count,
      ) => html`<text class="tick" x="${SIZE.left - 8}" y="${round(middle - count * unit + 4)}" text-anchor="end">${Math.abs(count)}</text>
`,
    ),
    html`<text class="axis" x="${(SIZE.left + SIZE.width - SIZE.right) / 2}" y="${SIZE.height - 6}" text-anchor="middle">fused score</text>
<text class="axis" transform="translate(13 ${middle}) rotate(-90)" text-anchor="middle">images</text>
`,
  ];
}

function binTable(bins: readonly Bin[]): Html {
  const filled = bins.filter(({ normal, anomalous }) => normal + anomalous > 0);
  return html`<details><summary>Counts</summary>
<div class="scroll"><table><thead><tr><th>score</th><th>normal</th><th>anomalous</th></tr></thead><tbody>
${filled.map(
  ({
    from,
    to,
    normal,
    anomalous,
  }) => html`<tr><td>${formatScore(from)} to ${formatScore(to)}</td><td>${normal}</td><td>${anomalous}</td></tr>
`,
)}</tbody></table></div></details>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
