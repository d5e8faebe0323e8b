import * as vscode from "vscode";
import type { App } from "./app.ts";
import { registerCommands } from "./commands.ts";
import { DatasetStore } from "./datasets/datasetStore.ts";
import { DatasetsTree } from "./datasets/datasetsTree.ts";
import { Engine } from "./engine/engine.ts";
import { REPORT, restoreReport } from "./report/showReport.ts";
import { RunStore } from "./runs/runStore.ts";
import { RunsTree } from "./runs/runsTree.ts";
import { showError } from "./showError.ts";
import { Tasks } from "./tasks.ts";
import { Trainings } from "./training/trainings.ts";
import { INSPECTOR, restoreInspector } from "./views/inspectorPanel.ts";
import { ResultsView } from "./views/resultsView.ts";
import { openRunPage, RUN_PAGE, refreshRunPages, restoreRunPage, tellRunPages } from "./views/runPanel.ts";

/** Called by VS Code when a view or a command of the extension is first used. Starts nothing: the engine comes with its first use. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, subscriptions, workspaceState } = context;
  const log = vscode.window.createOutputChannel("AnoPLe", { log: true });
  const engine = new Engine(extensionUri, log);
  const datasets = new DatasetStore(engine, workspaceState);
  const runs = new RunStore(engine, workspaceState, log);
  const tasks = new Tasks();
  const trainings = new Trainings(engine, runs, tasks, workspaceState, log);
  const app: App = { context, log, engine, datasets, runs, tasks, trainings };
  subscriptions.push(log, engine, datasets, runs, tasks, trainings);

  const { window } = vscode;
  const runsView = window.createTreeView("anople.runs", { treeDataProvider: new RunsTree(runs, trainings, log) });
  subscriptions.push(
    window.createTreeView("anople.datasets", { treeDataProvider: new DatasetsTree(datasets), showCollapseAll: true }),
    runsView,
    runsView.onDidChangeVisibility(({ visible }) => {
      if (visible) runs.reloadSoon();
    }),
    window.registerWebviewViewProvider("anople.results", new ResultsView(app)),
    window.registerWebviewPanelSerializer(RUN_PAGE, {
      deserializeWebviewPanel: async (panel, state) => restoreRunPage(app, panel, state),
    }),
    window.registerWebviewPanelSerializer(INSPECTOR, {
      deserializeWebviewPanel: async (panel, state) => restoreInspector(app, panel, state),
    }),
    window.registerWebviewPanelSerializer(REPORT, {
      deserializeWebviewPanel: (panel, state) => restoreReport(app, panel, state),
    }),
    runs.onDidChange(refreshRunPages),
    trainings.onEvent((event) => {
      if (event.type === "begun") openRunPage(app, event.run, true);
      tellRunPages(event);
    }),
  );
  registerCommands(app);
  if (vscode.workspace.isTrusted) trainings.offerToResume().catch((error) => showError(error, log));
}
