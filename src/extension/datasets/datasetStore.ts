import path from "node:path";
import * as vscode from "vscode";
import type { Dataset, ImageGroup } from "../../protocol/datasets.ts";
import type { Engine } from "../engine/engine.ts";
import { recall, remember } from "../memento.ts";

/** Files of a data set come and go in bursts. */
const SETTLE_MS = 1000;

const IMAGE_FILES = "**/*.{png,jpg,jpeg,bmp,tif,tiff,webp,PNG,JPG,JPEG,BMP,TIF,TIFF}";
/** Folders that make a data set; what is copied with one may come too fast for the editor to tell of each file. */
const DATASET_FOLDERS = "**/{train,test,good,bad,ground_truth}";
/** Whose files come and go without being a data set's. */
const OTHER_FOLDERS = /[\\/](\.anople|\.git|node_modules)[\\/]/;

/** The data sets in the workspace's folders and in folders that the user added. */
export class DatasetStore implements vscode.Disposable {
  private loading: Promise<Dataset[]> | undefined;
  private readonly groups = new Map<string, Promise<ImageGroup[]>>();
  private watchers: vscode.Disposable[] = [];
  private settleTimer: NodeJS.Timeout | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listeners = [
    vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("anople.datasets")) this.refresh();
    }),
  ];

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly engine: Engine,
    private readonly memento: vscode.Memento,
  ) {}

  /** Finds them when first asked for. */
  list(): Promise<Dataset[]> {
    this.loading ??= this.load();
    return this.loading;
  }

  /** The images of a category, by split and defect. */
  images(root: string): Promise<ImageGroup[]> {
    const known = this.groups.get(root) ?? this.engine.call("listImages", { root });
    this.groups.set(root, known);
    known.catch(() => this.groups.delete(root));
    return known;
  }

  refresh(): void {
    this.loading = undefined;
    this.groups.clear();
    this.changed.fire();
  }

  /** Shows a folder's data sets from now on, in this workspace. */
  async add(folder: vscode.Uri): Promise<void> {
    if (!this.isShown(folder)) {
      const added = recall(this.memento, "datasets.added");
      await remember(this.memento, "datasets.added", [...added, folder.fsPath]);
    }
    this.refresh();
  }

  /** Shows an added folder no longer; nothing on disk changes. */
  async remove(folder: string): Promise<void> {
    const added = recall(this.memento, "datasets.added").filter((one) => one !== folder && !isInside(folder, one));
    await remember(this.memento, "datasets.added", added);
    this.refresh();
  }

  dispose(): void {
    clearTimeout(this.settleTimer);
    this.changed.dispose();
    for (const one of [...this.listeners, ...this.watchers]) one.dispose();
  }

  private isShown(folder: vscode.Uri): boolean {
    if (searchesWorkspace() && vscode.workspace.getWorkspaceFolder(folder)) return true;
    return recall(this.memento, "datasets.added").some((one) => isInside(folder.fsPath, one));
  }

  private async load(): Promise<Dataset[]> {
    const workspace = (searchesWorkspace() ? (vscode.workspace.workspaceFolders ?? []) : []).filter(
      ({ uri }) => uri.scheme === "file",
    );
    const folders = [...workspace.map(({ uri }) => uri.fsPath), ...recall(this.memento, "datasets.added")];
    try {
      const datasets = await this.engine.call("findDatasets", { folders });
      this.watch(folders);
      await vscode.commands.executeCommand("setContext", "anople.noDatasets", datasets.length === 0);
      return datasets;
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
  }

  private watch(folders: readonly string[]): void {
    for (const watcher of this.watchers) watcher.dispose();
    const settle = ({ fsPath }: vscode.Uri) => {
      if (OTHER_FOLDERS.test(fsPath)) return;
      clearTimeout(this.settleTimer);
      this.settleTimer = setTimeout(() => this.refresh(), SETTLE_MS);
    };
    this.watchers = folders.flatMap((folder) =>
      [IMAGE_FILES, DATASET_FOLDERS].map((files) => {
        const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), files);
        const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, true, false);
        watcher.onDidCreate(settle);
        watcher.onDidDelete(settle);
        return watcher;
      }),
    );
  }
}

/** Whether data sets are looked for in the workspace's folders. */
function searchesWorkspace(): boolean {
  return vscode.workspace.getConfiguration("anople.datasets").get("searchWorkspace", true);
}

/** Whether a path is a folder or lies in it. */
export function isInside(inner: string, folder: string): boolean {
  const relative = path.relative(folder, inner);
  return relative === "" || (relative.split(path.sep)[0] !== ".." && !path.isAbsolute(relative));
}
