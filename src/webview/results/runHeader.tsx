import type { RunResults } from "../../protocol/runs.ts";
import { IconButton } from "../kit/iconButton.tsx";
import { t } from "../kit/l10n.ts";
import { formatTime } from "../kit/numbers.ts";
import { Select } from "../kit/select.tsx";

interface Props {
  readonly results: RunResults;
  /** Name of the one that is shown. */
  readonly category: string;
  onCategory(name: string): void;
  onOpenPage(): void;
}

/** Which run it is, how it was trained and what it was evaluated on. */
export function RunHeader({ results, category, onCategory, onOpenPage }: Props) {
  const { run, folder, evaluatedAt, categories } = results;
  const options = categories.map(({ name }) => ({ value: name, label: name }));
  return (
    <header class="run-header">
      <div class="run-title">
        <h1>
          <bdi>{runName(results)}</bdi>
        </h1>
        <IconButton icon="external-link" label={t("Open Run Page")} onClick={onOpenPage} />
      </div>
      <p>{t("{0}-shot · {1} · seed {2}", run.shots, run.preset, run.seed)}</p>
      <p class="soft" title={`${run.id}\n${folder}`}>
        {t("Evaluated {0} on the test images of {1}", formatTime(evaluatedAt), lastPart(folder))}
      </p>
      {options.length > 1 && <Select label={t("Category")} options={options} value={category} onChange={onCategory} />}
    </header>
  );
}

/** What the run learnt, as it is called in the list of runs. */
function runName({ run: { categories, id } }: RunResults): string {
  if (categories.length === 0) return id;
  return categories.length === 1 ? lastPart(categories[0]!.name) : t("{0} categories", categories.length);
}

/** The last part of a path of any system. */
function lastPart(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}
