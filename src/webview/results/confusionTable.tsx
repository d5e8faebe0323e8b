import { t } from "../kit/l10n.ts";
import { formatCount, formatPercent } from "../kit/numbers.ts";
import { type Confusion, confusionRates } from "./confusion.ts";

/** What the threshold makes of the test images: counts and rates. */
export function ConfusionTable({ confusion }: { readonly confusion: Confusion }) {
  const { tp, fp, tn, fn } = confusion;
  const { precision, recall, f1, fpr } = confusionRates(confusion);
  return (
    <>
      <table class="confusion">
        <caption class="visually-hidden">{t("Test images at the threshold")}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{t("called anomalous")}</th>
            <th scope="col">{t("called normal")}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t("Anomalous")}</th>
            <Cell count={tp} name={t("found")} short="TP" />
            <Cell count={fn} name={t("missed")} short="FN" isFailure />
          </tr>
          <tr>
            <th scope="row">{t("Normal")}</th>
            <Cell count={fp} name={t("false alarms")} short="FP" isFailure />
            <Cell count={tn} name={t("passed")} short="TN" />
          </tr>
        </tbody>
      </table>
      <dl class="rates">
        <Rate name={t("Precision")} value={precision} />
        <Rate name={t("Recall")} value={recall} />
        <Rate name="F1" value={f1} />
        <Rate name="FPR" title={t("False positive rate")} value={fpr} />
      </dl>
    </>
  );
}

interface CellProps {
  readonly count: number;
  readonly name: string;
  /** As the field abbreviates it. */
  readonly short: string;
  readonly isFailure?: boolean;
}

function Cell({ count, name, short, isFailure = false }: CellProps) {
  return (
    <td class={isFailure && count > 0 ? "failure-count" : undefined}>
      <span class="count">
        {formatCount(count)} <abbr class="soft">{short}</abbr>
      </span>
      <span class="soft">{name}</span>
    </td>
  );
}

interface RateProps {
  readonly name: string;
  readonly title?: string;
  readonly value: number | null;
}

function Rate({ name, title, value }: RateProps) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{formatPercent(value)}</dd>
    </div>
  );
}
