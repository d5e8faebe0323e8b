import { AnopleError } from "../base/errors.ts";
import { operatingPoints } from "./operatingPoints.ts";

/**
 * The ROC curve: (0, 0) and then one point for each distinct score, highest first, so the last point is (1, 1).
 * `thresholds[0]` is Infinity (nothing is anomalous). All three arrays are empty when a class is absent or a score is
 * not finite.
 *
 * @param labels 0 = normal, 1 = anomalous
 * @throws AnopleError("data") when the lengths differ or a label is neither 0 nor 1
 */
export function rocCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): { fpr: number[]; tpr: number[]; thresholds: number[] } {
  const points = operatingPoints(labels, scores);
  if (points.reason !== undefined) return { fpr: [], tpr: [], thresholds: [] };
  return {
    fpr: [0, ...points.falsePositives.map((count) => count / points.normals)],
    tpr: [0, ...points.truePositives.map((count) => count / points.anomalies)],
    thresholds: [Number.POSITIVE_INFINITY, ...points.thresholds],
  };
}

/**
 * The confusion matrix at one threshold; an image is predicted anomalous when score >= threshold.
 *
 * @param labels 0 = normal, 1 = anomalous
 * @throws AnopleError("data") when the lengths differ
 */
export function confusionAt(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  threshold: number,
): { tp: number; fp: number; tn: number; fn: number } {
  if (scores.length !== labels.length)
    throw new AnopleError(
      "data",
      `There are ${labels.length} labels but ${scores.length} scores.`,
      "Give one score to each labelled image.",
    );
  const counts = { tp: 0, fp: 0, tn: 0, fn: 0 };
  for (let i = 0; i < labels.length; i++) {
    if (scores[i]! >= threshold) counts[labels[i] === 1 ? "tp" : "fp"]++;
    else counts[labels[i] === 1 ? "fn" : "tn"]++;
  }
  return counts;
}
