import { LOSSES, type TrainingStep } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { formatCount, formatPlain, formatScore } from "../kit/numbers.ts";
import { CURVES, type CurveName } from "./lossHistory.ts";

/** What a curve is called. */
export function curveName(name: CurveName): string {
  switch (name) {
    case "total":
      return t("Total");
    case "dice":
      return t("Dice");
    case "focal":
      return t("Focal");
    case "image":
      return t("Image");
    case "latent":
      return t("Latent");
    case "align":
      return t("Align");
  }
}

/** What a curve measures. */
export function curveMeaning(name: CurveName): string {
  switch (name) {
    case "total":
      return t("Weighted sum of the {0} losses", LOSSES.length);
    case "dice":
      return t("How badly the predicted regions overlap with the simulated defects");
    case "focal":
      return t("Pixels that are told wrongly, hard ones above all");
    case "image":
      return t("Whole pictures that are told wrongly");
    case "latent":
      return t("Anomalies simulated in the features that are told wrongly");
    case "align":
      return t("How far local evidence lies from the feature of the whole picture");
  }
}

/** All values of a step in a sentence, for screen readers. */
export function describeStep({ step, losses, learningRate }: TrainingStep): string {
  const values = CURVES.flatMap((name) =>
    losses[name] === undefined ? [] : [`${curveName(name)} ${formatScore(losses[name])}`],
  );
  return t(
    "Step {0}: {1}",
    formatCount(step),
    [...values, t("learning rate {0}", formatRate(learningRate))].join(", "),
  );
}

/** A learning rate with three significant digits. */
export function formatRate(rate: number): string {
  return formatPlain(Number(rate.toPrecision(3)));
}

/** How the sum of the losses went. */
export function describeTraining(training: readonly TrainingStep[]): string {
  const known = training.filter(({ losses }) => Number.isFinite(losses.total));
  const [first, last] = [known[0], known[known.length - 1]];
  if (!first || !last) return t("No step was trained yet.");
  const lowest = known.reduce((a, b) => (b.losses.total! < a.losses.total! ? b : a));
  return t(
    "The total loss went from {0} at step {1} to {2} at step {3}; the lowest was {4} at step {5}.",
    ...[first, last, lowest].flatMap(({ losses, step }) => [formatScore(losses.total!), formatCount(step)]),
  );
}

/** A time that is left, rounded as far as an estimate deserves. */
export function timeLeftText(seconds: number): string {
  if (seconds < 10) return t("a few seconds left");
  if (seconds < 55) return t("about {0} s left", Math.ceil(seconds / 10) * 10);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("about {0} min left", minutes);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? t("about {0} h left", hours) : t("about {0} h {1} min left", hours, rest);
}
