import type { ScoredImage } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { formatScore } from "../kit/numbers.ts";
import { Section } from "../kit/section.tsx";

/** What the score was made of. */
export function PartsPanel({ parts: { memory, prompt, decoder } }: Pick<ScoredImage, "parts">) {
  return (
    <Section title={t("Parts of the score")}>
      <table class="parts">
        <tbody>
          <Part
            name={t("Memory")}
            meaning={t("how far the oddest patches lie from the support images")}
            value={memory}
          />
          <Part
            name={t("Prompt")}
            meaning={t("how abnormal the whole picture is to the learned prompts")}
            value={prompt}
          />
          <Part
            name={t("Decoder")}
            meaning={t("how abnormal the oddest patches are to the learned prompts")}
            value={decoder}
          />
        </tbody>
      </table>
    </Section>
  );
}

function Part({ name, meaning, value }: { readonly name: string; readonly meaning: string; readonly value: number }) {
  return (
    <tr>
      <th scope="row">
        {name}
        <span class="soft"> {meaning}</span>
      </th>
      <td class="number">{formatScore(value)}</td>
    </tr>
  );
}
