import path from "node:path";
import * as vscode from "vscode";
import type { CategorySummary, Dataset, ImageGroup } from "../../protocol/datasets.ts";
import { toRemoteError } from "../../protocol/remoteError.ts";
import type { DatasetStore } from "./datasetStore.ts";

/** Images of a group that are listed at once; more are shown in parts, so that opening a folder stays fast. */
const PART = 1000;

/** A row of the Datasets view. */
export type DatasetNode =
  | { readonly type: "dataset"; readonly dataset: Dataset }
  | { readonly type: "category"; readonly category: CategorySummary; readonly dataset: Dataset }
  | { readonly type: "group"; readonly root: string; readonly group: ImageGroup }
  | { readonly type: "part"; readonly root: string; readonly group: ImageGroup; readonly from: number }
  | { readonly type: "image"; readonly file: string }
  | { readonly type: "problem"; readonly message: string };

/** The data sets, their categories, and images by split and defect. */
export class DatasetsTree implements vscode.TreeDataProvider<DatasetNode> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly datasets: DatasetStore) {
    datasets.onDidChange(() => this.changed.fire(undefined));
  }

  async getChildren(node?: DatasetNode): Promise<DatasetNode[]> {
    try {
      return await this.childrenOf(node);
    } catch (error) {
      const { message, hint } = toRemoteError(error);
      return [{ type: "problem", message: `${message} ${hint}`.trimEnd() }];
    }
  }

  getTreeItem(node: DatasetNode): vscode.TreeItem {
    switch (node.type) {
      case "dataset":
        return datasetItem(node.dataset);
      case "category":
        return categoryItem(node.category, node.dataset);
      case "group":
        return groupItem(node.group);
      case "part":
        return partItem(node.group, node.from);
      case "image":
        return imageItem(node.file);
      case "problem": {
        const item = new vscode.TreeItem(node.message);
        item.iconPath = new vscode.ThemeIcon("error");
        item.tooltip = node.message;
        return item;
      }
    }
  }

  private async childrenOf(node: DatasetNode | undefined): Promise<DatasetNode[]> {
    if (!node) return (await this.datasets.list()).map((dataset) => ({ type: "dataset", dataset }));
    switch (node.type) {
      case "dataset": {
        const { dataset } = node;
        const only = onlyCategory(dataset);
        if (only) return this.groupsOf(only.root);
        return dataset.categories.map((category) => ({ type: "category", category, dataset }));
      }
      case "category":
        return this.groupsOf(node.category.root);
      case "group": {
        const { root, group } = node;
        if (group.ids.length <= PART) return imagesOf(root, group.ids);
        const parts = Math.ceil(group.ids.length / PART);
        return Array.from({ length: parts }, (_, i) => ({ type: "part", root, group, from: i * PART }));
      }
      case "part":
        return imagesOf(node.root, node.group.ids.slice(node.from, node.from + PART));
      default:
        return [];
    }
  }

  private async groupsOf(root: string): Promise<DatasetNode[]> {
    return (await this.datasets.images(root)).map((group) => ({ type: "group", root, group }));
  }
}

/** The category of a data set that is a category itself. */
function onlyCategory({ folder, categories }: Dataset): CategorySummary | undefined {
  return categories.length === 1 && categories[0]!.root === folder ? categories[0] : undefined;
}

function imagesOf(root: string, ids: readonly string[]): DatasetNode[] {
  return ids.map((id) => ({ type: "image", file: path.join(root, ...id.split("/")) }));
}

function datasetItem(dataset: Dataset): vscode.TreeItem {
  const only = onlyCategory(dataset);
  const item = new vscode.TreeItem(path.basename(dataset.folder), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `dataset:${dataset.folder}`;
  item.resourceUri = vscode.Uri.file(dataset.folder);
  item.iconPath = new vscode.ThemeIcon(only ? "package" : "database");
  item.description = only ? countsOf(only) : vscode.l10n.t("{0} categories", dataset.categories.length);
  item.contextValue = "dataset";
  item.tooltip = tooltipOf(dataset);
  const { length: odd } = dataset.problems;
  // First, where no button covers it.
  if (odd > 0) item.description = `⚠ ${odd} · ${item.description}`;
  const oddities = odd > 0 ? `, ${vscode.l10n.t("things that look odd: {0}", odd)}` : "";
  item.accessibilityInformation = { label: `${item.label}, ${item.description}${oddities}` };
  return item;
}

function categoryItem(category: CategorySummary, dataset: Dataset): vscode.TreeItem {
  const item = new vscode.TreeItem(category.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `category:${dataset.folder}:${category.root}`;
  item.resourceUri = vscode.Uri.file(category.root);
  item.iconPath = new vscode.ThemeIcon("package");
  item.description = countsOf(category);
  item.contextValue = "category";
  return item;
}

function countsOf({ train, testNormal, testAnomalous }: CategorySummary): string {
  return vscode.l10n.t("{0} train · {1} + {2} test", train, testNormal, testAnomalous);
}

/** Plain text: names on disk are not ours to render. */
function tooltipOf({ folder, evidence, problems }: Dataset): string {
  const lines = problems.map(({ message, fix }) => `⚠ ${message} ${fix}`);
  return [folder, evidence, ...lines.slice(0, 10), ...(lines.length > 10 ? ["…"] : [])].join("\n");
}

function groupItem({ split, defect, label, ids, masks }: ImageGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(`${split}/${defect}`, vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = new vscode.ThemeIcon(label === 0 ? "pass" : "warning");
  item.description =
    masks > 0 ? vscode.l10n.t("{0} images, {1} masks", ids.length, masks) : vscode.l10n.t("{0} images", ids.length);
  item.contextValue = "group";
  return item;
}

function partItem({ ids }: ImageGroup, from: number): vscode.TreeItem {
  const to = Math.min(from + PART, ids.length);
  const item = new vscode.TreeItem(`${from + 1}–${to}`, vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = new vscode.ThemeIcon("list-unordered");
  item.description = path.posix.basename(ids[from]!);
  item.contextValue = "part";
  return item;
}

function imageItem(file: string): vscode.TreeItem {
  const uri = vscode.Uri.file(file);
  const item = new vscode.TreeItem(uri);
  item.iconPath = new vscode.ThemeIcon("file-media");
  item.contextValue = "image";
  item.command = { command: "vscode.open", title: vscode.l10n.t("Open Image"), arguments: [uri] };
  return item;
}
