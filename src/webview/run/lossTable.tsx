import type { TrainingStep } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { formatCount, formatScore } from "../kit/numbers.ts";
import { curveName, formatRate } from "./curveText.ts";
import { CURVES } from "./lossHistory.ts";

const MAX_ROWS = 100;

/** The values of the plot as numbers. */
export function LossTable({ training }: { readonly training: readonly TrainingStep[] }) {
  const every = Math.ceil(training.length / MAX_ROWS);
  const last = training.length - 1;
  const rows = training.filter((_, i) => (last - i) % every === 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-scroll" aria-label={t("Losses as a table")} tabIndex={0}>
      <table>
        {every > 1 && <caption class="soft">{t("One of {0} points is shown.", every)}</caption>}
        <thead>
          <tr>
            <th scope="col" class="number">
              {t("Step")}
            </th>
            {CURVES.map((name) => (
              <th key={name} scope="col" class="number">
                {curveName(name)}
              </th>
            ))}
            <th scope="col" class="number">
              {t("Learning rate")}
            </th>
            <th scope="col" class="number">
              {t("Gradient norm")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ step, losses, learningRate, gradientNorm }) => (
            <tr key={step}>
              <th scope="row" class="number">
                {formatCount(step)}
              </th>
              {CURVES.map((name) => (
                <td key={name} class="number">
                  {formatScore(losses[name] ?? null)}
                </td>
              ))}
              <td class="number">{formatRate(learningRate)}</td>
              <td class="number">{formatScore(gradientNorm)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
