import * as vscode from "vscode";
import { toRemoteError } from "../../protocol/remoteError.ts";
import type { RunSummary } from "../../protocol/runs.ts";
import type { Trainings } from "../training/trainings.ts";
import type { RunStore } from "./runStore.ts";
import { runName, runOutcome, runSettings, whenOf } from "./runText.ts";

const ICONS: Readonly<Record<RunSummary["status"], vscode.ThemeIcon>> = {
  running: new vscode.ThemeIcon("sync~spin"),
  interrupted: new vscode.ThemeIcon("debug-disconnect"),
  stopped: new vscode.ThemeIcon("debug-pause"),
  finished: new vscode.ThemeIcon("pass"),
  broken: new vscode.ThemeIcon("error"),
};

/** The runs, newest first. */
export class RunsTree implements vscode.TreeDataProvider<RunSummary> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly runs: RunStore,
    private readonly trainings: Trainings,
    private readonly log: vscode.LogOutputChannel,
  ) {
    runs.onDidChange(() => this.changed.fire(undefined));
    trainings.onDidProgress(() => this.changed.fire(undefined));
  }

  async getChildren(run?: RunSummary): Promise<RunSummary[]> {
    if (run) return [];
    try {
      return await this.runs.list();
    } catch (error) {
      this.log.error(toRemoteError(error).message);
      return [];
    }
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const step = this.trainings.stepOf(run.path);
    const current = step === undefined ? run : { ...run, status: "running" as const, step };
    const { status } = current;
    const item = new vscode.TreeItem(runName(run));
    item.id = run.path;
    item.iconPath = ICONS[status];
    item.description = `${runOutcome(current)} · ${runSettings(run)} · ${whenOf(run)}`;
    // Only trainings of this window can be cancelled from here.
    item.contextValue = status === "running" && step === undefined ? "run-elsewhere" : `run-${status}`;
    item.tooltip = [run.path, run.problem ?? "", run.folder, run.model.name].filter((line) => line !== "").join("\n");
    item.accessibilityInformation = { label: `${runName(run)}, ${item.description}` };
    item.command = { command: "anople.showResults", title: vscode.l10n.t("Show Results"), arguments: [run] };
    return item;
  }
}
