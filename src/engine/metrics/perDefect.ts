import { imageMetrics } from "./imageMetrics.ts";

/**
 * One row for each defect type, sorted by name: its images against all normal ones.
 *
 * @param rows one an image; label 0 = normal (whose `defect` is not looked at), 1 = anomalous
 * @returns `count`, the type's images; `auroc`, null without a normal image or with a score that is not finite;
 *   `meanScore`, the mean of the type's scores
 */
export function perDefectTable(
  rows: readonly { label: 0 | 1; defect: string; score: number }[],
): { defect: string; count: number; auroc: number | null; meanScore: number }[] {
  const normals: number[] = [];
  const byDefect = new Map<string, number[]>();
  for (const { label, defect, score } of rows) {
    if (label === 0) {
      normals.push(score);
      continue;
    }
    const scores = byDefect.get(defect);
    if (scores) scores.push(score);
    else byDefect.set(defect, [score]);
  }
  return [...byDefect]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([defect, scores]) => ({
      defect,
      count: scores.length,
      auroc: imageMetrics([...normals.map(() => 0), ...scores.map(() => 1)], [...normals, ...scores]).auroc,
      meanScore: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    }));
}
