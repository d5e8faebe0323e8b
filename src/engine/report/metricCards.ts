import type { CategoryEvaluation } from "../jobs/requests.ts";
import { countOf, formatMetric, formatScore } from "./format.ts";
import { type Html, html } from "./html.ts";

interface Card {
  readonly title: string;
  readonly value: string;
  /** How the number was computed and on what; for a missing number, why. */
  readonly notes: readonly string[];
  readonly wide?: boolean;
}

/** The fused score's metrics, each with its variant and the counts behind it, and what the run's threshold does. */
export function metricCards(evaluation: CategoryEvaluation): Html {
  return html`<div class="cards">
${cards(evaluation).map(
  ({
    title,
    value,
    notes,
    wide,
  }) => html`<div class="card${wide && " wide"}"><h4>${title}</h4><p class="value">${value}</p>
${notes.map((note) => html`<p class="note">${note}</p>`)}</div>
`,
)}</div>`;
}

function cards({ image, pixel, counts, threshold }: CategoryEvaluation): Card[] {
  const images = `${counts.anomalous} anomalous and ${counts.normal} normal test images`;
  const pixels = `At the masks’ own resolution: ${pixel.anomalousPixels.toLocaleString("en")} anomalous of ${(pixel.normalPixels + pixel.anomalousPixels).toLocaleString("en")} pixels`;
  const regions = `${countOf(pixel.regions, "region")} in ${countOf(counts.masks, "mask")}`;
  const card = (title: string, value: number | null, reason: string | undefined, notes: string[]): Card => ({
    title,
    value: formatMetric(value),
    notes: value === null ? [reason ?? "Undefined for this data."] : notes,
  });
  return [
    card("Image AUROC", image.auroc, image.reason, ["Rank based, ties count 1/2", images]),
    card("Image AP", image.ap, image.reason, ["Step-wise average precision", images]),
    card("Image F1-max", image.f1Max, image.reason, [
      `Oracle: the best threshold for these labels, ${formatScore(image.f1MaxThreshold)}`,
      images,
    ]),
    card("Pixel AUROC", pixel.auroc, pixel.reason, ["Exact, all images pooled", pixels]),
    card("Pixel AP", pixel.ap, pixel.reason, ["Exact, step-wise", pixels]),
    card(`AUPRO@${pixel.limit}`, pixel.aupro, pixel.reason, [
      `Exact, 8-connected regions, false positive rate up to ${pixel.limit}: ${regions}`,
      `With the 200 thresholds of the CLIP papers: ${formatMetric(pixel.aupro200)}`,
    ]),
    thresholdCard(counts, threshold),
  ];
}

function thresholdCard({ confusion }: CategoryEvaluation["counts"], threshold: CategoryEvaluation["threshold"]): Card {
  const notes = [
    `Threshold ${formatScore(threshold.value)}, rule ${threshold.rule}: anomalous means ${threshold.meaning}`,
  ];
  if (!confusion) return { title: "At the run’s threshold", value: "–", notes, wide: true };
  const { tp, fp, tn, fn } = confusion;
  const errors = `${countOf(fn, "missed defect")}, ${countOf(fp, "false alarm")} among ${countOf(fp + tn, "normal image")}`;
  return { title: "Found at the run’s threshold", value: `${tp} of ${tp + fn}`, notes: [errors, ...notes], wide: true };
}
