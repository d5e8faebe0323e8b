import type { RunStatus } from "../../protocol/runs.ts";
import type { RunAction } from "../../protocol/views.ts";
import { Button } from "../kit/button.tsx";
import { EmptyState } from "../kit/emptyState.tsx";
import { t } from "../kit/l10n.ts";

interface Props {
  readonly name: string;
  readonly status: RunStatus;
  onAct(action: RunAction): void;
}

/** Says what a run without results needs. */
export function Unevaluated({ name, status, onAct }: Props) {
  return (
    <EmptyState title={t("No results for {0} yet", name)} text={reasonOf(status)}>
      {status === "finished" && <Button onClick={() => onAct("evaluate")}>{t("Evaluate")}</Button>}
      {(status === "stopped" || status === "interrupted") && (
        <Button onClick={() => onAct("resume")}>{t("Resume Training")}</Button>
      )}
      {status !== "broken" && (
        <Button kind="secondary" onClick={() => onAct("openPage")}>
          {t("Open Run Page")}
        </Button>
      )}
    </EmptyState>
  );
}

function reasonOf(status: RunStatus): string {
  switch (status) {
    case "running":
      return t("The run is being trained. Its results appear here when it has been evaluated.");
    case "finished":
      return t("The run is trained, but its test images have not been scored yet.");
    case "broken":
      return t("The run's files can't be read. The Runs view says why.");
    default:
      return t("The run was not trained to the end. It can be evaluated once it is.");
  }
}
