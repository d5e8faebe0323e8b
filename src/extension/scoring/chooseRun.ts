import * as vscode from "vscode";
import type { RunSummary } from "../../protocol/runs.ts";
import type { App } from "../app.ts";
import { isInside } from "../datasets/datasetStore.ts";
import { recall, remember } from "../memento.ts";
import { pickRun } from "../runs/pickRun.ts";
import { nearestChoice } from "./nearestChoice.ts";

/**
 * The run that images of a folder are scored with: the one chosen for it or a folder above, else the newest that learnt from
 * the data set it lies in, else the user is asked.
 */
export async function runFor(app: App, folder: vscode.Uri): Promise<RunSummary | undefined> {
  const runs = (await app.runs.list()).filter(({ status }) => status === "finished");
  const chosen = nearestChoice(folder.fsPath, recall(app.context.workspaceState, "runs.chosen"));
  const known = runs.find((run) => run.path === chosen) ?? runs.find((run) => isInside(folder.fsPath, run.folder));
  if (known) return known;
  const run = await chooseRun(app);
  if (run) await rememberRunFor(app, folder, run.path);
  return run;
}

/** Asks for one of the finished runs. */
export async function chooseRun({ runs }: App): Promise<RunSummary | undefined> {
  const finished = (await runs.list()).filter(({ status }) => status === "finished");
  if (finished.length === 0) {
    const train = vscode.l10n.t("Train on Folder");
    const text = vscode.l10n.t("There is no trained run yet. Train one on a folder with pictures of good parts first.");
    if ((await vscode.window.showInformationMessage(text, train)) === train)
      await vscode.commands.executeCommand("anople.trainOnFolder");
    return undefined;
  }
  return pickRun(finished, vscode.l10n.t("Score with which run?"));
}

/** Scores a folder's images with a run from now on, in this workspace. */
export async function rememberRunFor({ context }: App, folder: vscode.Uri, run: string): Promise<void> {
  const chosen = recall(context.workspaceState, "runs.chosen");
  await remember(context.workspaceState, "runs.chosen", { ...chosen, [folder.fsPath]: run });
}
