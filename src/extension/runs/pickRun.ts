import * as vscode from "vscode";
import type { RunSummary } from "../../protocol/runs.ts";
import { runName, runOutcome, runSettings, whenOf } from "./runText.ts";

/** Asks for one of these runs. */
export async function pickRun(runs: readonly RunSummary[], placeHolder: string): Promise<RunSummary | undefined> {
  const items = runs.map((run) => ({
    label: runName(run),
    description: `${runSettings(run)} · ${whenOf(run)}`,
    detail: `${runOutcome(run)} · ${vscode.workspace.asRelativePath(run.path)}`,
    run,
  }));
  const options = { placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.run;
}
