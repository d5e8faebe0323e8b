import type { CategoryResults } from "../../protocol/runs.ts";
import { Disclosure } from "../kit/disclosure.tsx";
import { t } from "../kit/l10n.ts";
import { formatCount, formatPercent, formatPlain } from "../kit/numbers.ts";
import { MetricDetails } from "./metricDetails.tsx";

/** The fused score's metrics with the counts behind them, and their definitions on demand. */
export function MetricCards({ category }: { readonly category: CategoryResults }) {
  const { image, pixel } = category;
  const images = t("{0} normal, {1} anomalous", formatCount(image.normals), formatCount(image.anomalies));
  const masks =
    category.masks === 1 ? t("pooled pixels, 1 mask") : t("pooled pixels, {0} masks", formatCount(category.masks));
  const limit = formatPlain(pixel.limit);
  const regions = pixel.regions === 1 ? t("exact, 1 region") : t("exact, {0} regions", formatCount(pixel.regions));
  return (
    <>
      <dl class="metric-cards">
        <Card isHeadline title={t("Image AUROC")} value={image.auroc} note={images} reason={image.reason} />
        <Card title={t("Pixel AUROC")} value={pixel.auroc} note={masks} reason={pixel.reason} />
        <Card title={t("AUPRO@{0}", limit)} value={pixel.aupro} note={regions} reason={pixel.reason} />
        <Card title={t("Image AP")} value={image.ap} note={t("step-wise")} reason={image.reason} />
        <Card title={t("Image F1-max")} value={image.f1Max} note={t("oracle threshold")} reason={image.reason} />
      </dl>
      <Disclosure label={t("What these numbers mean")}>
        <MetricDetails category={category} />
      </Disclosure>
    </>
  );
}

interface CardProps {
  readonly title: string;
  readonly value: number | null;
  readonly note: string;
  readonly reason: string | undefined;
  readonly isHeadline?: boolean;
}

function Card({ title, value, note, reason, isHeadline = false }: CardProps) {
  return (
    <div class={isHeadline ? "metric-card headline" : "metric-card"}>
      <dt>{title}</dt>
      <dd>
        <span class="metric-value">{formatPercent(value)}</span>
        <span class="metric-note">{value === null ? (reason ?? t("Undefined for this data")) : note}</span>
      </dd>
    </div>
  );
}
