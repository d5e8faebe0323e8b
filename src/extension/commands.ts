import * as vscode from "vscode";
import type { RunSummary } from "../protocol/runs.ts";
import type { App } from "./app.ts";
import { copyDiagnostics } from "./copyDiagnostics.ts";
import { addDataset, openSample } from "./datasets/datasetCommands.ts";
import { evaluateRun } from "./evaluateRun.ts";
import { openReport } from "./report/openReport.ts";
import { copyCommand, deleteRun, givenRun, isResumable, resumeRun } from "./runs/runCommands.ts";
import { scoreImage } from "./scoring/scoreImage.ts";
import { showError } from "./showError.ts";
import { trainOnFolder } from "./training/trainOnFolder.ts";
import { openRunPage } from "./views/runPanel.ts";

/** Registers every command of package.json. What one throws is told to the user. */
export function registerCommands(app: App): void {
  const { context, datasets, log, runs, trainings } = app;
  const register = (id: string, handler: (...args: unknown[]) => unknown) => {
    const guarded = async (...args: unknown[]) => {
      try {
        await handler(...args);
      } catch (error) {
        void showError(error, log);
      }
    };
    context.subscriptions.push(vscode.commands.registerCommand(id, guarded));
  };
  const onRun = (id: string, handler: (run: RunSummary) => unknown, isOffered?: (run: RunSummary) => boolean) =>
    register(id, async (given) => {
      const run = await givenRun(app, given, isOffered);
      if (run) await handler(run);
    });

  register("anople.trainOnFolder", (given) => trainOnFolder(app, uriOf(given)));
  register("anople.scoreImage", (given, selected) => scoreImage(app, uriOf(given), urisOf(selected)));
  register("anople.openSample", () => openSample(app));
  register("anople.addDataset", (given) => addDataset(app, uriOf(given)));
  register("anople.removeDataset", (given) => {
    const folder = uriOf(given);
    return folder && datasets.remove(folder.fsPath);
  });
  register("anople.refreshDatasets", () => datasets.refresh());
  register("anople.refreshRuns", () => runs.refresh());
  register("anople.cancelTraining", () => trainings.cancel());
  register("anople.copyDiagnostics", () => copyDiagnostics(app));
  register("anople.showLog", () => log.show());
  register("anople.openReport", (given) => openReport(app, uriOf(given)));

  onRun("anople.showResults", async (run) => {
    await runs.select(run.path);
    await vscode.commands.executeCommand("anople.results.focus");
  });
  onRun("anople.openRun", (run) => openRunPage(app, run.path));
  onRun("anople.evaluateRun", (run) => evaluateRun(app, run), isFinished);
  onRun("anople.resumeRun", (run) => resumeRun(app, run), isResumable);
  onRun("anople.copyCommand", copyCommand);
  onRun("anople.revealRun", (run) => vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(run.path)));
  onRun("anople.deleteRun", (run) => deleteRun(app, run));
}

function isFinished({ status }: RunSummary): boolean {
  return status === "finished";
}

/** The file or folder that a command was called on: from the Explorer, or a row of the Datasets view. */
function uriOf(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  const node = given as
    | { dataset?: { folder?: string }; category?: { root?: string }; file?: string }
    | null
    | undefined;
  const path = node?.category?.root ?? node?.dataset?.folder ?? node?.file;
  return typeof path === "string" ? vscode.Uri.file(path) : undefined;
}

function urisOf(given: unknown): vscode.Uri[] | undefined {
  if (!Array.isArray(given)) return undefined;
  return given.map(uriOf).filter((uri) => uri !== undefined);
}
