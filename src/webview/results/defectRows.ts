import type { CategoryResults } from "../../protocol/runs.ts";

export const DEFECT_COLUMNS = ["defect", "count", "auroc", "meanScore", "missed"] as const;
export type DefectColumn = (typeof DEFECT_COLUMNS)[number];

/** A kind of defect. */
export interface DefectRow {
  readonly defect: string;
  readonly count: number;
  /** Of its images against all normal ones. */
  readonly auroc: number | null;
  readonly meanScore: number;
  /** Images below the threshold. */
  readonly missed: number;
}

/** The kinds of defect with what a threshold misses of each. */
export function defectRows(
  { perDefect, images }: Pick<CategoryResults, "perDefect" | "images">,
  threshold: number,
): DefectRow[] {
  const missed = new Map<string, number>();
  for (const { label, defect, score } of images)
    if (label === 1 && score < threshold) missed.set(defect, (missed.get(defect) ?? 0) + 1);
  return perDefect.map((row) => ({ ...row, missed: missed.get(row.defect) ?? 0 }));
}

/** Rows by a column, undefined values last in either direction; equal ones by their name. */
export function sortDefects(rows: readonly DefectRow[], column: DefectColumn, isDescending: boolean): DefectRow[] {
  const sign = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[column], b[column]];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || compare(a.defect, b.defect);
    return sign * compare(x, y) || compare(a.defect, b.defect);
  });
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b, undefined, { numeric: true });
  return Number(a) - Number(b);
}
