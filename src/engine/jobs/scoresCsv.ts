import { formatCsv } from "../base/csv.ts";
import { PARTS, type ScoredImage } from "./requests.ts";

/** The columns of every table of scores. Of images without a data set, label and defect are not known. */
export const SCORE_COLUMNS = ["path", "label", "defect", "score", ...PARTS] as const;

/** A table of images that were scored without labels, with what their scores are compared with. */
export function scoresCsv(results: readonly ScoredImage[]): string {
  const rows = results.map(({ path, score, parts, category, threshold, percentile }) => [
    path,
    null,
    null,
    score,
    ...PARTS.map((part) => parts[part]),
    category,
    threshold,
    percentile,
  ]);
  return formatCsv([...SCORE_COLUMNS, "category", "threshold", "percentile"], rows);
}
