import { type CategoryEvaluation, type EvaluateResult, PARTS, type PartMetrics } from "../jobs/requests.ts";
import { formatMetric, formatScore, NONE } from "./format.ts";
import { type Html, html } from "./html.ts";

/** The fused score beside what it is made of. */
export function partsTable(evaluation: CategoryEvaluation): Html {
  const rows: [string, PartMetrics][] = [
    ["fused", evaluation],
    ...PARTS.map((part): [string, PartMetrics] => [part, evaluation.parts[part]]),
  ];
  return html`<div class="scroll"><table class="numbers"><thead><tr><th>scored by</th><th>image AUROC</th><th>image AP</th><th>image F1-max</th><th>pixel AUROC</th><th>pixel AP</th><th>AUPRO@${evaluation.pixel.limit}</th></tr></thead><tbody>
${rows.map(
  ([
    name,
    { image, pixel },
  ]) => html`<tr><th scope="row">${name}</th>${[image.auroc, image.ap, image.f1Max, pixel.auroc, pixel.ap, pixel.aupro].map(metricCell)}</tr>
`,
)}</tbody></table></div>
${reasons(rows).map((text) => html`<p class="note">${text}</p>`)}`;
}

/** Why numbers are missing, each reason once with the rows that it holds for. */
function reasons(rows: readonly [string, PartMetrics][]): string[] {
  return (["image", "pixel"] as const).flatMap((kind) => {
    const names = new Map<string, string[]>();
    for (const [name, metrics] of rows) {
      const { reason } = metrics[kind];
      if (reason !== undefined) names.set(reason, [...(names.get(reason) ?? []), name]);
    }
    return [...names].map(([reason, of]) => `${NONE} ${kind} metrics of ${of.join(", ")}: ${reason}`);
  });
}

/** One row for each kind of defect; its images against all normal ones. */
export function defectTable({ perDefect }: CategoryEvaluation): Html {
  if (perDefect.length === 0)
    return html`<p class="empty">There is no anomalous image, so there are no kinds of defect.</p>`;
  return html`<div class="scroll"><table class="numbers"><thead><tr><th>defect</th><th>images</th><th>image AUROC</th><th>mean score</th></tr></thead><tbody>
${perDefect.map(
  ({ defect, count, auroc, meanScore }) =>
    html`<tr><th scope="row"><bdi>${defect}</bdi></th><td>${count}</td>${metricCell(auroc)}<td>${formatScore(meanScore)}</td></tr>
`,
)}</tbody></table></div>`;
}

/** All categories at a glance, with their means. `anchors` are their sections' ids. */
export function categoryTable({ categories, mean }: EvaluateResult, anchors: readonly string[]): Html {
  return html`<div class="scroll"><table class="numbers"><thead><tr><th>category</th><th>normal</th><th>anomalous</th><th>image AUROC</th><th>pixel AUROC</th><th>AUPRO@${categories[0]?.pixel.limit ?? 0.3}</th></tr></thead><tbody>
${categories.map(
  (
    { category, counts, image, pixel },
    i,
  ) => html`<tr><th scope="row"><a href="#${anchors[i]}"><bdi>${category}</bdi></a></th><td>${counts.normal}</td><td>${counts.anomalous}</td>${[image.auroc, pixel.auroc, pixel.aupro].map(metricCell)}</tr>
`,
)}</tbody><tfoot><tr><th scope="row">mean of those with a value</th><td></td><td></td>${[mean.imageAuroc, mean.pixelAuroc, mean.aupro].map(metricCell)}</tr></tfoot></table></div>`;
}

function metricCell(value: number | null): Html {
  return html`<td>${formatMetric(value)}</td>`;
}
