import { Icon } from "../kit/icon.tsx";
import { t } from "../kit/l10n.ts";
import { formatCount, formatPercent, formatScore } from "../kit/numbers.ts";
import { DEFECT_COLUMNS, type DefectColumn, type DefectRow, sortDefects } from "./defectRows.ts";
import type { Preferences } from "./viewState.ts";

interface Props {
  readonly rows: readonly DefectRow[];
  readonly sort: Preferences["sort"];
  onSort(sort: Preferences["sort"]): void;
}

/** One row for each kind of defect; its images against all normal ones. */
export function DefectTable({ rows, sort, onSort }: Props) {
  if (rows.length === 0)
    return <p class="soft">{t("There is no anomalous image, so there are no kinds of defect.")}</p>;
  return (
    <div class="defects-scroll">
      <table class="defects">
        <caption class="visually-hidden">{t("Kinds of defect, each against all normal images")}</caption>
        <thead>
          <tr>
            {DEFECT_COLUMNS.map((column) => {
              const isSorted = column === sort.column;
              return (
                <th
                  key={column}
                  scope="col"
                  class={column === "defect" ? undefined : "number"}
                  aria-sort={isSorted ? (sort.isDescending ? "descending" : "ascending") : undefined}
                >
                  <button
                    type="button"
                    class="sort"
                    // Names begin with A, numbers with the highest.
                    onClick={() =>
                      onSort({ column, isDescending: isSorted ? !sort.isDescending : column !== "defect" })
                    }
                  >
                    {columnTitle(column)}
                    {isSorted && <Icon name={sort.isDescending ? "sort-down" : "sort-up"} />}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {sortDefects(rows, sort.column, sort.isDescending).map(({ defect, count, auroc, meanScore, missed }) => (
            <tr key={defect}>
              <th scope="row">
                <bdi>{defect}</bdi>
              </th>
              <td class="number">{formatCount(count)}</td>
              <td class="number">{formatPercent(auroc)}</td>
              <td class="number">{formatScore(meanScore)}</td>
              <td class={missed > 0 ? "number failure-count" : "number"}>{formatCount(missed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function columnTitle(column: DefectColumn): string {
  switch (column) {
    case "defect":
      return t("Defect");
    case "count":
      return t("Images");
    case "auroc":
      return t("AUROC");
    case "meanScore":
      return t("Mean score");
    case "missed":
      return t("Missed");
  }
}
