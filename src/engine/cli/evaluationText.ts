import type { CategoryEvaluation, EvaluateResult } from "../jobs/requests.ts";
import { countOf, formatMetric, formatScore, NONE } from "../report/format.ts";
import { METRIC_COLUMNS, metricCells, VARIANTS, variantOf } from "./metricRows.ts";
import { formatTable } from "./table.ts";
import { printable } from "./terminal.ts";

/** An evaluation as tables for people: each category, then all of them where there are several. */
export function evaluationText(result: EvaluateResult): string {
  const { categories } = result;
  return [...categories.map(categoryText), ...(categories.length > 1 ? [overviewText(result)] : [])].join("\n");
}

function categoryText(evaluation: CategoryEvaluation): string {
  const { category, counts, pixel, image, perDefect } = evaluation;
  const rows = VARIANTS.map((variant) => [variant, ...metricCells(variantOf(evaluation, variant))]);
  const lines = [
    `${printable(category)}: ${counts.normal} normal and ${counts.anomalous} anomalous test images, ${countOf(counts.masks, "mask")}\n`,
    formatTable([{ title: "scored by" }, ...METRIC_COLUMNS], rows),
    ...reasons(evaluation),
    `  image: AUROC rank based with ties 1/2, AP step-wise, F1-max at its own best threshold ${formatScore(image.f1MaxThreshold)} (oracle: it knows the labels)\n`,
    `  pixel: exact, at the masks' own resolution, ${countOf(pixel.anomalousPixels, "anomalous pixel")} in ${countOf(pixel.regions, "region")} of ${countOf(pixel.normalPixels + pixel.anomalousPixels, "pixel")}\n`,
    `  AUPRO: exact, 8-connected regions, false positive rate up to ${pixel.limit}; with the 200 thresholds of the CLIP papers ${formatMetric(pixel.aupro200)}\n`,
    thresholdText(evaluation),
  ];
  if (perDefect.length > 0) {
    const columns = [
      { title: "defect" },
      { title: "images", align: "right" },
      { title: "image AUROC", align: "right" },
      { title: "mean score", align: "right" },
    ] as const;
    const cells = perDefect.map(({ defect, count, auroc, meanScore }) => [
      defect,
      String(count),
      formatMetric(auroc),
      formatScore(meanScore),
    ]);
    lines.push("\n", formatTable(columns, cells));
  }
  return lines.join("");
}

/** Why numbers of the table are missing, each reason once with the rows that it holds for. */
function reasons(evaluation: CategoryEvaluation): string[] {
  const lines: string[] = [];
  for (const kind of ["image", "pixel"] as const) {
    const variantsOf = new Map<string, string[]>();
    for (const variant of VARIANTS) {
      const { reason } = variantOf(evaluation, variant)[kind];
      if (reason !== undefined) variantsOf.set(reason, [...(variantsOf.get(reason) ?? []), variant]);
    }
    for (const [reason, variants] of variantsOf)
      lines.push(`  ${NONE} ${kind} metrics of ${variants.join(", ")}: ${printable(reason)}\n`);
  }
  return lines;
}

function thresholdText({ threshold, counts }: CategoryEvaluation): string {
  const { confusion } = counts;
  const rule = `  threshold ${formatScore(threshold.value)} by rule ${threshold.rule}: anomalous means ${printable(threshold.meaning)}\n`;
  if (!confusion) return rule;
  const { tp, fp, tn, fn } = confusion;
  return `${rule}  at the threshold: ${tp} of ${tp + fn} anomalous found (${fn} missed), ${fp} of ${fp + tn} normal called anomalous\n`;
}

function overviewText({ categories, mean }: EvaluateResult): string {
  const rows = categories.map((one) => [one.category, ...metricCells(one)]);
  const { imageAuroc, pixelAuroc, aupro } = mean;
  const means = new Map([
    ["image AUROC", imageAuroc],
    ["pixel AUROC", pixelAuroc],
    ["AUPRO@0.3", aupro],
  ]);
  const cells = METRIC_COLUMNS.map(({ title }) => (means.has(title) ? formatMetric(means.get(title)!) : ""));
  const table = formatTable([{ title: "category" }, ...METRIC_COLUMNS], [...rows, ["mean", ...cells]]);
  return `All categories, fused score; means over categories with a value\n${table}`;
}
