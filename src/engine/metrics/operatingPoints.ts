import { AnopleError } from "../base/errors.ts";

/** What each distinct score does as a threshold, highest first; an image is predicted anomalous when score >= threshold. */
interface OperatingPoints {
  readonly thresholds: number[];
  /** Anomalous images at or above each threshold. */
  readonly truePositives: number[];
  /** Normal images at or above each threshold. */
  readonly falsePositives: number[];
  readonly normals: number;
  readonly anomalies: number;
  /** Why rates can't be computed: a class is absent or a score is not finite (the points are then empty). */
  readonly reason?: string;
}

/**
 * Counts both classes at every distinct score; equal scores make one point.
 *
 * @param labels 0 = normal, 1 = anomalous
 * @param scores one a label, higher = more anomalous
 * @throws AnopleError("data") when the lengths differ or a label is neither 0 nor 1
 */
export function operatingPoints(labels: ArrayLike<number>, scores: ArrayLike<number>): OperatingPoints {
  const n = labels.length;
  if (scores.length !== n)
    throw new AnopleError(
      "data",
      `There are ${n} labels but ${scores.length} scores.`,
      "Give one score to each labelled image.",
    );
  let anomalies = 0;
  let firstNotFinite = -1;
  for (let i = 0; i < n; i++) {
    const label = labels[i]!;
    if (label !== 0 && label !== 1)
      throw new AnopleError(
        "data",
        `Label ${i + 1} is ${label}, not 0 or 1.`,
        "Label normal images 0 and anomalous ones 1.",
      );
    anomalies += label;
    if (firstNotFinite < 0 && !Number.isFinite(scores[i])) firstNotFinite = i;
  }
  const normals = n - anomalies;
  const points: OperatingPoints = { thresholds: [], truePositives: [], falsePositives: [], normals, anomalies };
  if (firstNotFinite >= 0) return { ...points, reason: `Score ${firstNotFinite + 1} is not a finite number.` };
  if (n === 0) return { ...points, reason: "There are no images." };
  if (anomalies === 0) return { ...points, reason: "There is no anomalous image." };
  if (normals === 0) return { ...points, reason: "There is no normal image." };

  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < n; i++) {
    const at = order[i]!;
    if (labels[at] === 1) tp++;
    else fp++;
    if (i + 1 < n && scores[order[i + 1]!] === scores[at]) continue;
    points.thresholds.push(scores[at]!);
    points.truePositives.push(tp);
    points.falsePositives.push(fp);
  }
  return points;
}
