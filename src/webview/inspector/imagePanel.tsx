import type { Inspection } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { formatCount } from "../kit/numbers.ts";
import { Section } from "../kit/section.tsx";

/** Which image it is and which run scored it. */
export function ImagePanel({ inspection: { image, width, height, run } }: { readonly inspection: Inspection }) {
  const facts: [string, string][] = [
    [t("File"), image.path],
    [t("Size"), t("{0} × {1} pixels", formatCount(width), formatCount(height))],
    [t("Category"), image.category],
    [t("Run"), run.id],
    [
      t("Trained with"),
      run.shots === 1
        ? t("1 normal image, preset {0}, seed {1}", run.preset, run.seed)
        : t("{0} normal images, preset {1}, seed {2}", run.shots, run.preset, run.seed),
    ],
    [t("Model"), run.model.name],
  ];
  return (
    <Section title={t("Image and run")} class="image-panel">
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
