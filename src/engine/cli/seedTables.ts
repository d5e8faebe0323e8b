import type { EvaluateResult, PartMetrics } from "../jobs/requests.ts";
import { meanAndSd } from "../metrics/seedSummary.ts";
import { countOf, formatMetric } from "../report/format.ts";
import { METRIC_COLUMNS, metricCells, metricValues, VARIANTS, type Variant, variantOf } from "./metricRows.ts";
import { formatTable } from "./table.ts";

/** The metrics of one seed, category and way to score. */
export interface SeedSample {
  readonly seed: number;
  readonly category: string;
  readonly variant: Variant;
  readonly metrics: PartMetrics;
}

/** Mean and standard deviation over seeds, by metric in the order of the tables. */
interface SeedSummary {
  readonly category: string;
  readonly part: Variant;
  readonly metrics: Readonly<Record<string, { mean: number | null; sd: number | null; count: number }>>;
}

/** Name of the rows that average over categories. */
const ALL = "mean of categories";

/** What an evaluation says about one seed; its images are let go. */
export function samplesOf(seed: number, { categories }: EvaluateResult): SeedSample[] {
  return categories.flatMap((one) =>
    VARIANTS.map((variant) => {
      const { image, pixel } = variantOf(one, variant);
      return { seed, category: one.category, variant, metrics: { image, pixel } };
    }),
  );
}

/**
 * Mean and sample standard deviation over seeds for each category and way to score, and of the mean over categories
 * where there are several.
 */
export function summariseSeeds(samples: readonly SeedSample[]): SeedSummary[] {
  const categories = distinct(samples.map(({ category }) => category));
  const seeds = distinct(samples.map(({ seed }) => seed));
  const summary = (category: string, part: Variant, bySeed: readonly (number | null)[][]): SeedSummary => ({
    category,
    part,
    metrics: Object.fromEntries(METRIC_COLUMNS.map(({ title }, i) => [title, meanAndSd(bySeed.map((row) => row[i]!))])),
  });
  const rows = categories.flatMap((category) =>
    VARIANTS.map((part) =>
      summary(
        category,
        part,
        valuesOf(samples, (s) => s.category === category && s.variant === part),
      ),
    ),
  );
  if (categories.length < 2) return rows;
  const overCategories = (part: Variant, seed: number) => {
    const values = valuesOf(samples, (s) => s.seed === seed && s.variant === part);
    return METRIC_COLUMNS.map((_, i) => meanAndSd(values.map((row) => row[i]!)).mean);
  };
  return [
    ...rows,
    ...VARIANTS.map((part) =>
      summary(
        ALL,
        part,
        seeds.map((seed) => overCategories(part, seed)),
      ),
    ),
  ];
}

/** Each seed's fused metrics, then mean ± standard deviation of all ways to score. */
export function seedsText(samples: readonly SeedSample[]): string {
  const seeds = distinct(samples.map(({ seed }) => seed)).length;
  const fused = samples.filter(({ variant }) => variant === "fused");
  const each = fused.map(({ category, seed, metrics }) => [category, String(seed), ...metricCells(metrics)]);
  const head = [{ title: "category" }, { title: "seed", align: "right" as const }, ...METRIC_COLUMNS];
  const means = summariseSeeds(samples).map(({ category, part, metrics }) => [
    category,
    part,
    ...METRIC_COLUMNS.map(({ title }) => meanCell(metrics[title]!)),
  ]);
  const meansHead = [{ title: "category" }, { title: "scored by" }, ...METRIC_COLUMNS];
  return [
    "Fused score of each run\n",
    formatTable(head, each),
    `\nMean ± standard deviation (n − 1) over ${countOf(seeds, "seed")}\n`,
    formatTable(meansHead, means),
  ].join("");
}

function valuesOf(samples: readonly SeedSample[], wanted: (sample: SeedSample) => boolean): (number | null)[][] {
  return samples.filter(wanted).map(({ metrics }) => metricValues(metrics));
}

function meanCell({ mean, sd }: { mean: number | null; sd: number | null }): string {
  return sd === null ? formatMetric(mean) : `${formatMetric(mean)} ± ${formatMetric(sd)}`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
