import * as vscode from "vscode";
import type { RunSummary } from "../../protocol/runs.ts";
import type { App } from "../app.ts";
import { trainingSettings } from "../settings.ts";
import { requireTrust } from "../trust.ts";
import { pickRun } from "./pickRun.ts";
import { runName, whenOf } from "./runText.ts";

/** A run from a view, a button or a link; from the palette there is none, and the user is asked. */
export async function givenRun(
  { runs }: App,
  given: unknown,
  isOffered: (run: RunSummary) => boolean = () => true,
): Promise<RunSummary | undefined> {
  const path = (given as { path?: unknown } | undefined)?.path;
  if (typeof path === "string") return runs.find(path);
  const offered = (await runs.list()).filter(isOffered);
  if (offered.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is no such run in this workspace yet."));
    return undefined;
  }
  return pickRun(offered, vscode.l10n.t("Which run?"));
}

/** Whether a training can be gone on with. */
export function isResumable({ status }: RunSummary): boolean {
  return status === "stopped" || status === "interrupted";
}

export async function resumeRun(app: App, run: RunSummary): Promise<void> {
  if (!(await requireTrust(vscode.l10n.t("AnoPLe trains in trusted workspaces only.")))) return;
  const { evaluate } = trainingSettings(vscode.Uri.file(run.folder));
  await app.trainings.train({ run: run.path }, runName(run), evaluate);
}

export async function copyCommand({ command }: RunSummary): Promise<void> {
  await vscode.env.clipboard.writeText(command);
  vscode.window.setStatusBarMessage(vscode.l10n.t("Copied: {0}", command), 4000);
}

/** Moves a run to the trash after asking. */
export async function deleteRun({ runs }: App, run: RunSummary): Promise<void> {
  const confirm = vscode.l10n.t("Move to Trash");
  const text = vscode.l10n.t("Delete the run {0} ({1})?", runName(run), whenOf(run));
  const detail = vscode.l10n.t("Its folder goes with everything in it: {0}", run.path);
  if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, confirm)) !== confirm) return;
  await deleteFolder(vscode.Uri.file(run.path));
  runs.refresh();
}

/** There is no trash on most servers; then deleting for good is asked for once more. */
async function deleteFolder(folder: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(folder, { recursive: true, useTrash: true });
  } catch (error) {
    const confirm = vscode.l10n.t("Delete Permanently");
    const text = vscode.l10n.t("The run can't be moved to the trash here. Delete it for good?");
    const detail = error instanceof Error ? error.message : String(error);
    if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, confirm)) !== confirm) return;
    await vscode.workspace.fs.delete(folder, { recursive: true });
  }
}
