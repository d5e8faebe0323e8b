import { useMemo } from "preact/hooks";
import type { RunResults } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { LiveText } from "../kit/liveText.tsx";
import { Notice } from "../kit/notice.tsx";
import { Section } from "../kit/section.tsx";
import { useHostState } from "../kit/useHostState.ts";
import { confusionRates, countConfusion } from "./confusion.ts";
import { ConfusionTable } from "./confusionTable.tsx";
import { defectRows } from "./defectRows.ts";
import { DefectTable } from "./defectTable.tsx";
import { failureText } from "./failureText.ts";
import { HistogramChart } from "./histogramChart.tsx";
import { ImageList } from "./imageList.tsx";
import { MetricCards } from "./metricCards.tsx";
import type { ResultsHost } from "./resultsHost.ts";
import { RocChart } from "./rocChart.tsx";
import { RunHeader } from "./runHeader.tsx";
import { scoreSpan } from "./scoreSpan.ts";
import { SeedSpread } from "./seedSpread.tsx";
import { firstShown } from "./selectImages.ts";
import { ThresholdBar } from "./thresholdBar.tsx";
import { ThresholdMeaning } from "./thresholdMeaning.tsx";
import { useScrollMemory } from "./useScrollMemory.ts";
import {
  NO_PREFERENCES,
  NO_RUN_STATE,
  PREFERENCES,
  PREFERENCES_NAME,
  RUN_STATE,
  type RunState,
  thresholdOf,
} from "./viewState.ts";

interface Props {
  readonly results: RunResults;
  readonly host: ResultsHost;
  /** Waits for what the host was told to do and shows its errors. */
  order(done: Promise<unknown>): void;
}

/** Metrics, curves, threshold and images of one run. */
export function RunResultsPage({ results, host, order }: Props) {
  const { run, categories, seeds } = results;
  const [state, change] = useHostState(run.path, RUN_STATE, NO_RUN_STATE);
  const [preferences, changePreferences] = useHostState(PREFERENCES_NAME, PREFERENCES, NO_PREFERENCES);
  useScrollMemory(run.path, state.scroll, (scroll) => change((old) => ({ ...old, scroll })));

  const category = categories.find(({ name }) => name === state.category) ?? categories[0];
  const span = useMemo(() => (category ? scoreSpan(category) : ([0, 1] as const)), [category]);
  if (!category) return <Notice kind="warning">{t("The evaluation holds no category.")}</Notice>;

  const threshold = thresholdOf(category, state);
  const confusion = countConfusion(category.images, threshold.value);
  const set = (part: Partial<RunState>) => change((old) => ({ ...old, category: category.name, ...part }));
  const setThreshold = (custom: number) => set({ rule: "custom", custom });
  const fold = (name: string) => ({
    isOpen: !preferences.folded.includes(name),
    onToggle: (isOpen: boolean) =>
      changePreferences((old) => {
        const others = old.folded.filter((one) => one !== name);
        return { ...old, folded: isOpen ? others : [...others, name] };
      }),
  });
  const show = state.show ?? firstShown(confusion);
  return (
    <main class="results">
      <RunHeader
        results={results}
        category={category.name}
        onCategory={(name) =>
          // Thresholds and scores of another category are on another scale.
          set({ category: name, range: null, active: null, ...(state.rule === "custom" && { rule: "recorded" }) })
        }
        onOpenPage={() => order(host.call("act", { run: run.path, action: "openPage" }))}
      />
      <Section title={t("Metrics")} class="metrics" {...fold("metrics")}>
        <MetricCards category={category} />
      </Section>
      {seeds.length > 1 && (
        <Section title={t("Spread over seeds")} class="seeds" {...fold("seeds")}>
          <SeedSpread seeds={seeds} run={run.path} />
        </Section>
      )}
      <ThresholdBar
        thresholds={category.thresholds}
        threshold={threshold}
        span={span}
        confusion={confusion}
        show={show}
        onRule={(rule) => set({ rule, ...(rule === "custom" && { custom: threshold.value }) })}
        onValue={setThreshold}
        onShow={(chosen) => set({ show: chosen, active: null })}
      />
      <div class="columns">
        <div class="charts">
          <ThresholdMeaning thresholds={category.thresholds} threshold={threshold} />
          <Section title={t("Scores")} {...fold("scores")}>
            <HistogramChart
              images={category.images}
              span={span}
              threshold={threshold.value}
              range={state.range}
              onThreshold={setThreshold}
              onRange={(range) => set({ range, active: null })}
            />
            <ConfusionTable confusion={confusion} />
          </Section>
          <Section title={t("ROC curve")} {...fold("roc")}>
            <RocChart category={category} rates={confusionRates(confusion)} threshold={threshold.value} />
          </Section>
          <Section title={t("Kinds of defect")} {...fold("defects")}>
            <DefectTable
              rows={defectRows(category, threshold.value)}
              sort={preferences.sort}
              onSort={(sort) => changePreferences((old) => ({ ...old, sort }))}
            />
          </Section>
        </div>
        <div id="images" class="list">
          <ImageList
            results={results}
            category={category}
            threshold={threshold.value}
            confusion={confusion}
            show={show}
            range={state.range}
            active={state.active}
            hasMaps={preferences.hasMaps}
            host={host}
            onShow={(chosen) => set({ show: chosen, active: null })}
            onRange={(range) => set({ range, active: null })}
            onActive={(active) => set({ active })}
            onMaps={(hasMaps) => changePreferences((old) => ({ ...old, hasMaps }))}
            onOpen={({ path }) => order(host.call("inspect", { run: run.path, path, category: category.name }))}
          />
        </div>
      </div>
      <LiveText text={failureText(confusion)} />
    </main>
  );
}
