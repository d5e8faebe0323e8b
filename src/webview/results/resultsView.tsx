import { useCallback, useState } from "preact/hooks";
import { isCancelled } from "../../protocol/remoteError.ts";
import { Busy } from "../kit/busy.tsx";
import { Button } from "../kit/button.tsx";
import { EmptyState } from "../kit/emptyState.tsx";
import { Failure } from "../kit/failure.tsx";
import { t } from "../kit/l10n.ts";
import type { Notifier } from "../kit/notifier.ts";
import { useAnswer } from "../kit/useAnswer.ts";
import type { ResultsHost } from "./resultsHost.ts";
import { RunResultsPage } from "./runResultsPage.tsx";
import { Unevaluated } from "./unevaluated.tsx";

interface Props {
  readonly host: ResultsHost;
  /** Told when another run was selected or its results changed. */
  readonly changed: Notifier<unknown>;
}

/** The evaluation of the selected run, or what is missing for one. */
export function ResultsView({ host, changed }: Props) {
  const ask = useCallback((signal: AbortSignal) => host.call("getResults", {}, { signal }), [host]);
  const { value, error, askAgain } = useAnswer(ask, changed);
  const [failure, setFailure] = useState<unknown>();
  const order = useCallback(async (done: Promise<unknown>) => {
    setFailure(undefined);
    try {
      await done;
    } catch (error) {
      if (!isCancelled(error)) setFailure(error);
    }
  }, []);
  return (
    <>
      {error !== undefined && <Failure error={error} onRetry={askAgain} />}
      {failure !== undefined && <Failure error={failure} />}
      {value === undefined && error === undefined && <Busy label={t("Loading results…")} />}
      {value?.type === "none" && (
        <EmptyState
          title={t("No run selected")}
          text={t("Select a run in the Runs view to see what it reached, or train a new one on a folder of images.")}
        >
          <Button onClick={() => order(host.call("train", {}))}>{t("Train on Folder…")}</Button>
        </EmptyState>
      )}
      {value?.type === "unevaluated" && (
        <Unevaluated {...value} onAct={(action) => order(host.call("act", { run: value.run, action }))} />
      )}
      {value?.type === "results" && <RunResultsPage results={value.results} host={host} order={order} />}
    </>
  );
}
