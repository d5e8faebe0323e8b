import type { RunSummary } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { formatPercent } from "../kit/numbers.ts";
import { Section } from "../kit/section.tsx";

interface Props {
  readonly metrics: NonNullable<RunSummary["metrics"]>;
  readonly categories: number;
}

/** The last evaluation in three numbers. */
export function MetricCards({ metrics: { imageAuroc, pixelAuroc, aupro }, categories }: Props) {
  const cards = [
    {
      name: t("Image AUROC"),
      value: imageAuroc,
      meaning: t("How often an anomalous image scores higher than a normal one"),
      undefinedBecause: t("Needs normal and anomalous test images"),
    },
    {
      name: t("Pixel AUROC"),
      value: pixelAuroc,
      meaning: t("How often a defect's pixel has a higher value than a normal one"),
      undefinedBecause: t("Needs masks of the defects"),
    },
    {
      name: t("AUPRO"),
      value: aupro,
      meaning: t("How much of each defect, large or small, is found at low false positive rates"),
      undefinedBecause: t("Needs masks of the defects"),
    },
  ];
  return (
    <Section
      title={t("Last evaluation")}
      class="metrics"
      note={categories > 1 && <span class="soft">{t("Means of {0} categories", categories)}</span>}
    >
      <dl class="metric-cards">
        {cards.map(({ name, value, meaning, undefinedBecause }) => (
          <div key={name} class="metric-card">
            <dt>{name}</dt>
            <dd class="metric-value">{formatPercent(value)}</dd>
            <dd class="soft">{value === null ? undefinedBecause : meaning}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
