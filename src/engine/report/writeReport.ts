import { writeFileAtomic } from "../base/atomicFile.ts";
import { throwIfCancelled } from "../base/errors.ts";
import type { CategoryEvaluation, EvaluateResult } from "../jobs/requests.ts";
import { countOf } from "./format.ts";
import { gallery } from "./gallery.ts";
import { histogramChart } from "./histogramChart.ts";
import { type Html, html } from "./html.ts";
import { metricCards } from "./metricCards.ts";
import { rocChart } from "./rocChart.ts";
import { runFacts } from "./runFacts.ts";
import { STYLE } from "./style.ts";
import { categoryTable, defectTable, partsTable } from "./tables.ts";
import { type Selection, selectImages } from "./verdicts.ts";

export interface ReportOptions {
  readonly title: string;
  readonly signal?: AbortSignal;
  /** Called when `done` of `total` images are drawn. */
  onPicture?(done: number, total: number): void;
}

/** Images in a report over all categories: some 10 MB. */
const MAX_FAILURES = 120;
const MAX_OTHERS = 60;
/** Of each category, however many there are. */
const MIN_IMAGES = 4;

/**
 * Writes an evaluation as one self-contained HTML file: the run's facts, metrics with their variants, charts, and the
 * images with their maps, failures first. It loads nothing and runs no script; names in it are inert.
 *
 * @throws AnopleError "io" if it can't be written, "cancelled". Images that can't be read are told in the report.
 */
export async function writeReport(result: EvaluateResult, file: string, options: ReportOptions): Promise<void> {
  const { categories, record } = result;
  const share = (count: number) => Math.max(MIN_IMAGES, Math.floor(count / Math.max(1, categories.length)));
  const selections = categories.map((one) => selectImages(one, share(MAX_FAILURES), share(MAX_OTHERS)));
  const total = selections.reduce((sum, { failures, others }) => sum + failures.length + others.length, 0);
  let done = 0;
  const onPicture = () => {
    throwIfCancelled(options.signal);
    options.onPicture?.(done++, total);
  };
  const facts = await runFacts(result);
  const anchors = categories.map((_, i) => `category-${i + 1}`);
  const sections: Html[] = [];
  for (const [i, category] of categories.entries())
    sections.push(await section(category, anchors[i]!, selections[i]!, Number(record.config.smoothing), onPicture));
  options.onPicture?.(total, total);
  await writeFileAtomic(file, page(options.title, result, facts, anchors, sections).markup);
}

function page(title: string, result: EvaluateResult, facts: Html, anchors: readonly string[], sections: Html[]): Html {
  const { categories } = result;
  const images = categories.reduce((sum, one) => sum + one.images.length, 0);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="AnoPLe">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${title} – AnoPLe report</title>
<style>${STYLE}</style>
</head>
<body>
<header class="page">
<p class="kind">Anomaly detection report</p>
<h1><bdi>${title}</bdi></h1>
<p class="lead">${countOf(images, "test image")}, none of which the run learnt from.</p>
</header>
<main>
<section><h2>Run</h2>
${facts}
</section>
${categories.length > 1 && html`<section><h2>All categories</h2><p class="note">Fused score.</p>${categoryTable(result, anchors)}</section>`}
${categories.length === 0 && html`<p class="empty">No category was evaluated.</p>`}
${sections}
</main>
</body>
</html>
`;
}

async function section(
  evaluation: CategoryEvaluation,
  anchor: string,
  selection: Selection,
  smoothing: number,
  onPicture: () => void,
): Promise<Html> {
  return html`<section id="${anchor}"><h2><bdi>${evaluation.category}</bdi></h2>
${metricCards(evaluation)}
<div class="charts">${rocChart(evaluation)}${histogramChart(evaluation)}</div>
<div class="tables"><div><h3>Fused score and its parts</h3>
${partsTable(evaluation)}</div>
<div><h3>Kinds of defect</h3>
${defectTable(evaluation)}</div></div>
<h3>Images</h3>
${await gallery(evaluation, selection, `show-${anchor}`, smoothing, onPicture)}
</section>
`;
}
