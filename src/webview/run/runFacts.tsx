import type { ComponentChildren } from "preact";
import type { RunDetails } from "../../protocol/runs.ts";
import { Disclosure } from "../kit/disclosure.tsx";
import { t } from "../kit/l10n.ts";
import { formatTime } from "../kit/numbers.ts";
import { Section } from "../kit/section.tsx";

/** How it was trained; all settings behind a button. */
export function RunFacts({ run: { summary, config, versions } }: { readonly run: RunDetails }) {
  const { preset, shots, seed, model, createdAt, finishedAt, path, command } = summary;
  const settings = Object.entries(config);
  return (
    <Section title={t("Details")} class="details">
      <dl class="facts">
        <Fact name={t("Preset")}>{preset}</Fact>
        <Fact name={t("Shots")}>
          {shots === 1 ? t("1 normal image a category") : t("{0} normal images a category", shots)}
        </Fact>
        <Fact name={t("Seed")}>{seed}</Fact>
        <Fact name={t("Model")}>
          {model.name}
          {model.isBundled && <span class="soft"> {t("(comes with AnoPLe)")}</span>}
        </Fact>
        <Fact name={t("Started")}>{formatTime(createdAt)}</Fact>
        {finishedAt !== null && <Fact name={t("Finished")}>{formatTime(finishedAt)}</Fact>}
        <Fact name={t("Versions")}>
          {t("AnoPLe {0}, Node.js {1}, onnxruntime {2}", versions.engine, versions.node, versions.onnxruntime)}
        </Fact>
        <Fact name={t("Folder of the run")}>
          <bdi>{path}</bdi>
        </Fact>
      </dl>
      {command !== "" && (
        <>
          <h3>{t("The same from the command line")}</h3>
          <pre>{command}</pre>
        </>
      )}
      {settings.length > 0 && (
        <Disclosure label={t("All {0} settings", settings.length)}>
          <table class="settings">
            <thead>
              <tr>
                <th scope="col">{t("Setting")}</th>
                <th scope="col">{t("Value")}</th>
              </tr>
            </thead>
            <tbody>
              {settings.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{valueText(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Disclosure>
      )}
    </Section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (typeof value === "string") return value;
  if (value === null) return t("by the model");
  return JSON.stringify(value) ?? "";
}
