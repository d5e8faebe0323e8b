import path from "node:path";
import * as vscode from "vscode";
import type { RunSummary } from "../../protocol/runs.ts";
import type { Engine } from "../engine/engine.ts";
import { recall, remember } from "../memento.ts";

/** More runs than one looks through. */
const MAX_RUNS = 2000;

/** Files of a run are written in bursts. */
const SETTLE_MS = 300;

/** Where runs lie in a data set's folder. */
const RUN_FILES = "**/.anople/runs/*/{run.json,metrics.json}";

/** What is made in new folders in quick succession may come too fast for the editor to tell of each file. */
const RUN_FOLDERS = "**/.anople{,/runs,/runs/*}";

/** After a folder was made, or the user came back. */
const RELOAD_MS = 1000;

/** Runs that another process trains are looked at again after this, even if nothing was told of them. */
const FOLLOW_MS = 10_000;

/** The runs of the workspace and of added data sets, as their files say, and which of them is selected. */
export class RunStore implements vscode.Disposable {
  private runs = new Map<string, RunSummary>();
  private loading: Promise<void> | undefined;
  private readonly stale = new Set<string>();
  private staleTimer: NodeJS.Timeout | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly selectionChanged = new vscode.EventEmitter<void>();
  private reloadTimer: NodeJS.Timeout | undefined;
  private followTimer: NodeJS.Timeout | undefined;
  private readonly fileWatcher = vscode.workspace.createFileSystemWatcher(RUN_FILES);
  private readonly folderWatcher = vscode.workspace.createFileSystemWatcher(RUN_FOLDERS, false, true, false);
  private readonly focusListener = vscode.window.onDidChangeWindowState(({ focused }) => {
    if (focused) this.reloadSoon();
  });

  /** Runs were added, removed or went on. */
  readonly onDidChange = this.changed.event;
  /** Another run was selected, or the selected one changed. */
  readonly onDidChangeSelection = this.selectionChanged.event;

  constructor(
    private readonly engine: Engine,
    private readonly memento: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const touch = (file: vscode.Uri) => this.touch(path.dirname(file.fsPath));
    this.fileWatcher.onDidCreate(touch);
    this.fileWatcher.onDidChange(touch);
    this.fileWatcher.onDidDelete(touch);
    this.folderWatcher.onDidCreate(() => this.reloadSoon());
    this.folderWatcher.onDidDelete(() => this.reloadSoon());
  }

  /** Newest first. Reads them when first asked for. */
  async list(): Promise<RunSummary[]> {
    this.loading ??= this.load();
    await this.loading;
    return [...this.runs.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  async find(run: string): Promise<RunSummary | undefined> {
    await this.list();
    return this.runs.get(run);
  }

  /** Reads everything anew. */
  refresh(): void {
    this.loading = undefined;
    this.changed.fire();
    this.selectionChanged.fire();
  }

  /** Reads everything anew, once several reasons for it have passed. */
  reloadSoon(): void {
    if (!this.loading) return; // nobody has asked for runs yet
    clearTimeout(this.reloadTimer);
    this.reloadTimer = setTimeout(() => this.refresh(), RELOAD_MS);
  }

  /** A run's files changed, as far as is known here; it is read again soon. */
  touch(run: string): void {
    this.stale.add(run);
    clearTimeout(this.staleTimer);
    this.staleTimer = setTimeout(() => this.readStale(), SETTLE_MS);
  }

  /** The run that the Results view shows: the one selected last, else the newest that was evaluated. */
  async selected(): Promise<RunSummary | undefined> {
    const runs = await this.list();
    const chosen = recall(this.memento, "runs.selected");
    return runs.find((run) => run.path === chosen) ?? runs.find((run) => run.metrics !== null) ?? runs[0];
  }

  async select(run: string): Promise<void> {
    await remember(this.memento, "runs.selected", run);
    this.selectionChanged.fire();
  }

  dispose(): void {
    for (const timer of [this.staleTimer, this.reloadTimer, this.followTimer]) clearTimeout(timer);
    for (const one of [this.fileWatcher, this.folderWatcher, this.focusListener]) one.dispose();
    this.changed.dispose();
    this.selectionChanged.dispose();
  }

  private async load(): Promise<void> {
    try {
      const found = await vscode.workspace.findFiles("**/.anople/runs/*/run.json", "**/node_modules/**", MAX_RUNS);
      const folders = [...recall(this.memento, "datasets.added")];
      const [inWorkspace, added] = await Promise.all([
        this.engine.call("readRuns", { runs: found.map(({ fsPath }) => path.dirname(fsPath)) }),
        this.engine.call("listRuns", { folders }),
      ]);
      this.runs = new Map([...inWorkspace, ...added].map((run) => [run.path, run]));
      this.followRunning();
    } catch (error) {
      this.loading = undefined;
      this.log.error("The runs can't be listed.", error instanceof Error ? error : String(error));
      throw error;
    }
  }

  private async readStale(): Promise<void> {
    if (!this.loading) return;
    const runs = [...this.stale];
    this.stale.clear();
    try {
      await this.loading;
      const read = await this.engine.call("readRuns", { runs });
      for (const run of runs) this.runs.delete(run);
      for (const run of read) this.runs.set(run.path, run);
    } catch (error) {
      this.log.error("Runs that changed can't be read.", error instanceof Error ? error : String(error));
      return;
    }
    this.followRunning();
    this.changed.fire();
    const selected = await this.selected();
    if (selected && runs.includes(selected.path)) this.selectionChanged.fire();
  }

  private followRunning(): void {
    clearTimeout(this.followTimer);
    const running = [...this.runs.values()].filter(({ status }) => status === "running");
    if (running.length === 0) return;
    this.followTimer = setTimeout(() => {
      for (const { path: run } of running) this.touch(run);
    }, FOLLOW_MS);
  }
}
