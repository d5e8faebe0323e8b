import { PARTS, type PartMetrics, type PartName } from "../jobs/requests.ts";
import { formatMetric } from "../report/format.ts";

/** The ways to score that every evaluation compares. */
export const VARIANTS = ["fused", ...PARTS] as const;
export type Variant = "fused" | PartName;

/** The metrics of the tables, each with its title. */
const METRICS = [
  { title: "image AUROC", of: ({ image }: PartMetrics) => image.auroc },
  { title: "image AP", of: ({ image }: PartMetrics) => image.ap },
  { title: "image F1-max", of: ({ image }: PartMetrics) => image.f1Max },
  { title: "pixel AUROC", of: ({ pixel }: PartMetrics) => pixel.auroc },
  { title: "pixel AP", of: ({ pixel }: PartMetrics) => pixel.ap },
  { title: "AUPRO@0.3", of: ({ pixel }: PartMetrics) => pixel.aupro },
] as const;

/** Columns of the metrics. */
export const METRIC_COLUMNS = METRICS.map(({ title }) => ({ title, align: "right" as const }));

/** The values of the metric columns. */
export function metricValues(metrics: PartMetrics): (number | null)[] {
  return METRICS.map(({ of }) => of(metrics));
}

/** The cells of the metric columns. */
export function metricCells(metrics: PartMetrics): string[] {
  return metricValues(metrics).map(formatMetric);
}

/** The metrics of one way to score. */
export function variantOf(
  evaluation: PartMetrics & { parts: Readonly<Record<PartName, PartMetrics>> },
  variant: Variant,
): PartMetrics {
  return variant === "fused" ? evaluation : evaluation.parts[variant];
}
