import { useEffect, useState } from "preact/hooks";
import { Busy } from "../kit/busy.tsx";
import { Failure } from "../kit/failure.tsx";
import { t } from "../kit/l10n.ts";
import { LossSection } from "./lossSection.tsx";
import { MetricCards } from "./metricCards.tsx";
import { RunFacts } from "./runFacts.tsx";
import { RunHeader } from "./runHeader.tsx";
import type { RunHost } from "./runHost.ts";
import { SupportImages } from "./supportImages.tsx";
import { TrainingProgress } from "./trainingProgress.tsx";
import { useRun } from "./useRun.ts";

/** A run: how it stands, its losses as they come, what it learnt from and how. */
export function RunPage({ host }: { readonly host: RunHost }) {
  const { value: run, error, isAsking, askAgain } = useRun(host);
  const activity = useActivity(host);
  if (!run)
    return isAsking || error === undefined ? (
      <Busy label={t("Reading the run…")} />
    ) : (
      <main class="run-page">
        <Failure error={error} onRetry={askAgain} />
      </main>
    );
  const { summary } = run;
  const isReadable = summary.status !== "broken";
  return (
    <main class="run-page">
      {error !== undefined && <Failure error={error} onRetry={askAgain} />}
      <RunHeader run={summary} act={(action) => host.channel.call("act", { run: summary.path, action })} />
      {isReadable && (
        <>
          {summary.status === "finished" ? (
            activity !== null && <Busy label={activity} />
          ) : (
            <TrainingProgress run={run} activity={activity} />
          )}
          {summary.metrics && <MetricCards metrics={summary.metrics} categories={summary.categories.length} />}
          <LossSection run={run} />
          <SupportImages run={run} channel={host.channel} />
          <RunFacts run={run} />
        </>
      )}
    </main>
  );
}

function useActivity({ activity, lastActivity }: RunHost): string | null {
  const [text, setText] = useState(lastActivity);
  useEffect(() => {
    setText(lastActivity());
    return activity.listen(setText);
  }, [activity, lastActivity]);
  return text;
}
