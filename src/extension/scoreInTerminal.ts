import path from "node:path";
import * as vscode from "vscode";
import { scoreArguments } from "../protocol/commandLine.ts";
import { isTrusted } from "./isTrusted.ts";
import { runCommandLine } from "./runCommandLine.ts";

/** More runs than one looks through. */
const MAX_RUNS = 500;

/**
 * Scores images in a terminal, with a run that the user picks.
 *
 * @param image the image that was clicked; asked for when missing
 * @param selected all images that were selected when it was clicked
 */
export async function scoreInTerminal(
  extensionPath: string,
  image: vscode.Uri | undefined,
  selected: readonly vscode.Uri[] | undefined,
): Promise<void> {
  if (!(await isTrusted())) return;
  const images = image ? (selected?.length ? selected : [image]) : await askForImages();
  if (!images || images.length === 0) return;
  const run = await pickRun();
  if (!run) return;
  const paths = images.map(({ fsPath }) => fsPath);
  const name = vscode.l10n.t("AnoPLe: score with {0}", path.basename(run));
  await runCommandLine(extensionPath, name, scoreArguments(run, paths), images[0]!);
}

async function askForImages(): Promise<vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    title: vscode.l10n.t("Images to Score"),
    openLabel: vscode.l10n.t("Score"),
    canSelectMany: true,
  });
}

/** The directory of a run: one of the workspace's, newest first, or another. */
async function pickRun(): Promise<string | undefined> {
  const records = await vscode.workspace.findFiles("**/.anople/runs/*/run.json", "**/node_modules/**", MAX_RUNS);
  const directories = records.map(({ fsPath }) => path.dirname(fsPath));
  const runs = directories.map((directory) => ({
    label: path.basename(directory),
    description: vscode.workspace.asRelativePath(path.dirname(directory)),
    directory,
  }));
  // A run's name begins with the time it was made.
  runs.sort((a, b) => (a.label < b.label ? 1 : -1));
  const other = { label: vscode.l10n.t("Other Run Folder…"), description: "", directory: null };
  const placeHolder = vscode.l10n.t("Run to score with");
  const picked = await vscode.window.showQuickPick([...runs, other], { placeHolder });
  return picked?.directory === null ? askForRun() : picked?.directory;
}

async function askForRun(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Run Folder"),
    openLabel: vscode.l10n.t("Score with This Run"),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return chosen?.[0]?.fsPath;
}
