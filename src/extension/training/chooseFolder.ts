import path from "node:path";
import * as vscode from "vscode";
import type { CategorySummary } from "../../protocol/datasets.ts";
import type { App } from "../app.ts";
import { BACK, LEFT, quickStep, type StepItem } from "../quickSteps.ts";
import type { Place } from "./trainOnFolder.ts";
import type { Wish } from "./wish.ts";

/** A data set of the workspace, or another folder. */
export async function chooseFolder({ datasets }: App): Promise<vscode.Uri | undefined> {
  const found = await datasets.list();
  const items: StepItem<string>[] = found.map(({ folder, evidence }) => ({
    label: path.basename(folder),
    description: vscode.workspace.asRelativePath(folder),
    detail: evidence,
    iconPath: new vscode.ThemeIcon("database"),
    value: folder,
  }));
  const browse = { label: vscode.l10n.t("Browse…"), iconPath: new vscode.ThemeIcon("folder-opened"), value: "" };
  const answer = await quickStep({
    title: vscode.l10n.t("AnoPLe: Train on Folder"),
    placeholder: vscode.l10n.t("Which data set? These were found in the workspace."),
    step: 0,
    total: 0,
    items: [...items, browse],
    canGoBack: false,
  });
  if (answer === LEFT || answer === BACK) return undefined;
  if (answer !== "") return vscode.Uri.file(answer);
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t("Folder with pictures of good parts"),
    openLabel: vscode.l10n.t("Train on Folder"),
  });
  return chosen?.[0];
}

/** Where there is only one category the folder may lie above it, and its name says more than that of the folder. */
export function withOnlyCategory(wish: Wish, categories: readonly CategorySummary[]): Wish {
  const [only] = categories;
  if (!only || categories.length > 1) return wish;
  return { ...wish, folder: only.root, name: path.posix.basename(only.name) };
}

/** Which of the folder's categories to learn. */
export async function chooseCategory(
  categories: readonly CategorySummary[],
  wish: Wish,
  place: Place,
): Promise<Wish | typeof BACK | typeof LEFT> {
  const items: StepItem<CategorySummary | "all">[] = [
    ...categories.map((category) => ({
      label: category.name,
      description: vscode.l10n.t("{0} normal images to learn from", category.train),
      detail: vscode.l10n.t(
        "Test images: {0} normal, {1} anomalous, {2} masks",
        category.testNormal,
        category.testAnomalous,
        category.masks,
      ),
      value: category,
    })),
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t("All {0} categories in one model", categories.length),
      description: vscode.l10n.t("slower, and usually a little worse than one model each"),
      value: "all" as const,
    },
  ];
  const answer = await quickStep({
    title: vscode.l10n.t("AnoPLe: Train on Folder"),
    placeholder: vscode.l10n.t("What should the model learn?"),
    ...place,
    items,
  });
  if (answer === BACK || answer === LEFT) return answer;
  if (answer === "all") return { ...wish, categories: categories.length };
  return { ...wish, folder: answer.root, name: path.posix.basename(answer.name), categories: 1 };
}
