import { t } from "../kit/l10n.ts";
import { formatCount } from "../kit/numbers.ts";
import type { Confusion } from "./confusion.ts";

/** How many defects are missed and how many false alarms there are. */
export function failureText({ fn, fp }: Confusion): string {
  return `${missedText(fn)}, ${falseAlarmText(fp)}`;
}

/** A number of missed defects in words. */
function missedText(count: number): string {
  return count === 1 ? t("1 missed defect") : t("{0} missed defects", formatCount(count));
}

/** A number of false alarms in words. */
export function falseAlarmText(count: number): string {
  return count === 1 ? t("1 false alarm") : t("{0} false alarms", formatCount(count));
}
