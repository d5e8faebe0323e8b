import { AnopleError } from "../base/errors.ts";
import { meanAndSd } from "./seedSummary.ts";

/** How a threshold follows from the scores of normal images alone. */
export type ThresholdRule = "max" | "mean+3sd" | "quantile";

/**
 * A threshold from scores of normal images only, for when no defect is known; anomalous when score >= threshold.
 * "mean+3sd" (the MVTec AD 2 baseline) takes the sample standard deviation; "quantile" interpolates linearly between
 * the sorted scores, as numpy does.
 *
 * @param quantile in [0, 1], for the rule of that name only
 * @param source what was scored, in plural, such as "augmented support images"
 * @returns the threshold and a phrase, `meaning`, that completes "anomalous means ..."
 * @throws AnopleError("data") without scores, with a score that is not finite, or with one score for "mean+3sd";
 *   AnopleError("usage") for a quantile outside [0, 1]
 */
export function thresholdFromNormals(
  scores: ArrayLike<number>,
  rule: ThresholdRule,
  quantile = 0.995,
  source = "normal images",
): { threshold: number; rule: ThresholdRule; normals: number; meaning: string } {
  const sorted = sortedFinite(scores, source);
  const normals = sorted.length;
  const of = `the ${normals} ${source}`;
  switch (rule) {
    case "max":
      return { threshold: sorted[normals - 1]!, rule, normals, meaning: `at least as high as the highest of ${of}` };
    case "mean+3sd": {
      const { mean, sd } = meanAndSd([...sorted]);
      if (mean === null || sd === null)
        throw new AnopleError(
          "data",
          `The threshold rule "mean+3sd" needs at least 2 scores of ${source}, not 1.`,
          'Use the rule "max" or "quantile", or score more normal images.',
        );
      return {
        threshold: mean + 3 * sd,
        rule,
        normals,
        meaning: `3 standard deviations or more above the mean of ${of}`,
      };
    }
    case "quantile": {
      if (!(quantile >= 0 && quantile <= 1))
        throw new AnopleError("usage", `The quantile is ${quantile}, not between 0 and 1.`, "Use 0.995, for example.");
      const position = quantile * (normals - 1);
      const below = Math.floor(position);
      const low = sorted[below]!;
      const high = sorted[Math.min(below + 1, normals - 1)]!;
      const percent = Number((quantile * 100).toPrecision(6));
      return {
        threshold: low + (position - below) * (high - low),
        rule,
        normals,
        meaning: `at or above the ${percent} % quantile of ${of}`,
      };
    }
  }
}

/**
 * Where a score stands among scores of normal images: the fraction below it, equal ones counting 1/2, in [0, 1].
 *
 * @throws AnopleError("data") when there is no normal score
 */
export function percentileAmongNormals(score: number, normals: ArrayLike<number>): number {
  if (normals.length === 0) throw noScores("normal images");
  let below = 0;
  for (let i = 0; i < normals.length; i++) below += normals[i]! < score ? 1 : normals[i] === score ? 0.5 : 0;
  return below / normals.length;
}

function sortedFinite(scores: ArrayLike<number>, source: string): Float64Array {
  if (scores.length === 0) throw noScores(source);
  const sorted = Float64Array.from(scores).sort();
  // NaN and infinities sort to the ends.
  if (!Number.isFinite(sorted[0]) || !Number.isFinite(sorted[sorted.length - 1]))
    throw new AnopleError("data", `A score of the ${source} is not a finite number.`, "Score the images again.");
  return sorted;
}

function noScores(source: string): AnopleError {
  return new AnopleError("data", `There are no scores of ${source}.`, "Score at least one normal image first.");
}
