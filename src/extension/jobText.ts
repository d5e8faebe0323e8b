import * as vscode from "vscode";
import type { JobEvent } from "../protocol/engine.ts";
import type { TaskProgress } from "./tasks.ts";

/** A stage's name in the user's language; the engine's own where it is not known. */
export function stageText(stage: string): string {
  const [verb, ...rest] = stage.split(" ");
  const name = rest.join(" ");
  if (stage === "Looking at the folder") return vscode.l10n.t("Looking at the folder");
  if (stage === "Building the training graph") return vscode.l10n.t("Building the training graph");
  if (stage === "Remembering normal patches") return vscode.l10n.t("Remembering normal patches");
  if (stage === "Loading the run") return vscode.l10n.t("Loading the run");
  if (verb === "Scoring") return name === "" ? vscode.l10n.t("Scoring") : vscode.l10n.t("Scoring {0}", name);
  if (verb === "Measuring") return vscode.l10n.t("Measuring {0}", name);
  return stage;
}

/** A stage or how far it came, for a notification; null for what is told elsewhere. */
export function stageProgress(event: JobEvent): TaskProgress | null {
  if (event.type === "stage") return { text: stageText(event.stage) };
  if (event.type !== "progress") return null;
  return {
    text: vscode.l10n.t("{0}: {1} of {2}", stageText(event.stage), event.done, event.total),
    share: event.total > 0 ? event.done / event.total : 0,
  };
}
