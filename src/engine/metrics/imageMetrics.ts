import { operatingPoints } from "./operatingPoints.ts";

/** Image-level results. A number that is undefined for the data is null, and `reason` says why. */
export interface ImageMetrics {
  /** Area under the ROC curve: how often an anomalous image outscores a normal one, ties counting 1/2. */
  auroc: number | null;
  /** Average precision, step-wise (not the trapezoid under the precision-recall curve). */
  ap: number | null;
  /** The highest F1 that any threshold reaches. */
  f1Max: number | null;
  /** The threshold that reaches it (the lowest of several); anomalous when score >= threshold. */
  f1MaxThreshold: number | null;
  normals: number;
  anomalies: number;
  reason?: string;
}

/**
 * AUROC, AP and F1-max of image scores, from raw scores in float64; equal to scikit-learn's `roc_auc_score` and
 * `average_precision_score`.
 *
 * @param labels 0 = normal, 1 = anomalous
 * @param scores one a label, higher = more anomalous
 * @throws AnopleError("data") when the lengths differ or a label is neither 0 nor 1
 */
export function imageMetrics(labels: ArrayLike<number>, scores: ArrayLike<number>): ImageMetrics {
  const { thresholds, truePositives, falsePositives, normals, anomalies, reason } = operatingPoints(labels, scores);
  if (reason !== undefined)
    return { auroc: null, ap: null, f1Max: null, f1MaxThreshold: null, normals, anomalies, reason };
  let wins = 0;
  let ap = 0;
  let f1Max = 0;
  let f1MaxThreshold = Number.NaN;
  let lastTp = 0;
  let lastFp = 0;
  for (let i = 0; i < thresholds.length; i++) {
    const tp = truePositives[i]!;
    const fp = falsePositives[i]!;
    wins += ((fp - lastFp) * (tp + lastTp)) / 2;
    ap += ((tp - lastTp) / anomalies) * (tp / (tp + fp));
    const f1 = (2 * tp) / (tp + fp + anomalies);
    if (f1 >= f1Max) {
      f1Max = f1;
      f1MaxThreshold = thresholds[i]!;
    }
    lastTp = tp;
    lastFp = fp;
  }
  return { auroc: wins / (normals * anomalies), ap, f1Max, f1MaxThreshold, normals, anomalies };
}
