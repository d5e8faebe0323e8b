import { useState } from "preact/hooks";
import { isCancelled } from "../../protocol/remoteError.ts";
import type { RunSummary } from "../../protocol/runs.ts";
import type { RunAction } from "../../protocol/views.ts";
import { Button } from "../kit/button.tsx";
import { Failure } from "../kit/failure.tsx";
import { Icon, type IconName } from "../kit/icon.tsx";
import { t } from "../kit/l10n.ts";
import { Notice } from "../kit/notice.tsx";

interface Props {
  readonly run: RunSummary;
  act(action: RunAction): Promise<unknown>;
}

/** What the run is, how it stands, and what can be done with it. */
export function RunHeader({ run, act }: Props) {
  const [pending, setPending] = useState<readonly RunAction[]>([]);
  const [error, setError] = useState<unknown>();
  const start = async (action: RunAction) => {
    setPending((old) => [...old, action]);
    setError(undefined);
    try {
      await act(action);
    } catch (failure) {
      if (!isCancelled(failure)) setError(failure);
    } finally {
      setPending((old) => old.filter((one) => one !== action));
    }
  };
  const names = run.categories.map(({ name }) => name);
  return (
    <header class="run-header">
      <div class="run-title">
        <h1>{run.id}</h1>
        <Status run={run} />
      </div>
      <dl class="run-facts">
        <div>
          <dt>{t("Data set")}</dt>
          <dd>
            <bdi>{run.folder}</bdi>
          </dd>
        </div>
        <div>
          <dt>{names.length === 1 ? t("Category") : t("{0} categories", names.length)}</dt>
          <dd>{names.join(", ")}</dd>
        </div>
      </dl>
      <div class="actions">
        {actionsOf(run).map(({ action, label, icon }, i) => (
          <Button
            key={action}
            kind={i === 0 && action !== "copyCommand" && action !== "cancel" ? "primary" : "secondary"}
            icon={icon}
            disabled={pending.includes(action)}
            onClick={() => void start(action)}
          >
            {label}
          </Button>
        ))}
      </div>
      {run.problem !== null && (
        <Notice kind="error">
          <p>{run.problem}</p>
        </Notice>
      )}
      {error !== undefined && <Failure error={error} />}
    </header>
  );
}

interface Action {
  readonly action: RunAction;
  readonly label: string;
  readonly icon: IconName;
}

/** The most likely first. */
function actionsOf({ status, metrics }: RunSummary): Action[] {
  const actions: Action[] = [];
  if (status === "running") actions.push({ action: "cancel", label: t("Cancel"), icon: "stop" });
  if (status === "stopped" || status === "interrupted")
    actions.push({ action: "resume", label: t("Resume"), icon: "play" });
  if (metrics) actions.push({ action: "showResults", label: t("Show Results"), icon: "map" });
  if (status === "finished")
    actions.push({ action: "evaluate", label: metrics ? t("Evaluate Again") : t("Evaluate"), icon: "check" });
  if (status !== "broken") actions.push({ action: "copyCommand", label: t("Copy as CLI Command"), icon: "copy" });
  actions.push({ action: "reveal", label: t("Reveal Folder"), icon: "folder" });
  return actions;
}

function Status({ run: { status, metrics } }: { readonly run: RunSummary }) {
  switch (status) {
    case "running":
      return (
        <span class="status running">
          <span class="spinner" aria-hidden="true" />
          {t("Running")}
        </span>
      );
    case "interrupted":
      return <Badge kind="warning" icon="warning" text={t("Interrupted")} />;
    case "stopped":
      return <Badge kind="soft" icon="stop" text={t("Stopped")} />;
    case "broken":
      return <Badge kind="bad" icon="error" text={t("Broken")} />;
    case "finished":
      return <Badge kind="good" icon="check" text={metrics ? t("Finished and evaluated") : t("Finished")} />;
  }
}

function Badge({ kind, icon, text }: { readonly kind: string; readonly icon: IconName; readonly text: string }) {
  return (
    <span class={`status ${kind}`}>
      <Icon name={icon} />
      {text}
    </span>
  );
}
