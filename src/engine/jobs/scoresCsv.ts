import { formatCsv } from "../base/csv.ts";
import { PARTS, type ScoredImage } from "./requests.ts";

/** The columns of every table of scores. Of images without a data set, label and defect are not known. */
export const SCORE_COLUMNS = ["path", "label", "defect", "score", ...PARTS] as const;

/** A table of images that were scored without labels. */
export function scoresCsv(results: readonly ScoredImage[]): string {
  const rows = results.map(({ path, score, parts }) => [path, null, null, score, ...PARTS.map((part) => parts[part])]);
  return formatCsv(SCORE_COLUMNS, rows);
}
