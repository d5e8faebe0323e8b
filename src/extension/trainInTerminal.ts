import path from "node:path";
import * as vscode from "vscode";
import { trainArguments } from "../protocol/commandLine.ts";
import { isTrusted } from "./isTrusted.ts";
import { runCommandLine } from "./runCommandLine.ts";

/**
 * Trains on a folder in a terminal.
 *
 * @param folder the folder that was clicked; asked for when missing
 */
export async function trainInTerminal(extensionPath: string, folder: vscode.Uri | undefined): Promise<void> {
  if (!(await isTrusted())) return;
  const chosen = folder ?? (await askForFolder());
  if (!chosen) return;
  const name = vscode.l10n.t("AnoPLe: train on {0}", path.basename(chosen.fsPath));
  await runCommandLine(extensionPath, name, trainArguments(chosen.fsPath), chosen);
}

async function askForFolder(): Promise<vscode.Uri | undefined> {
  const start = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Folder of Normal Images"),
    openLabel: vscode.l10n.t("Train"),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(start && { defaultUri: start }),
  });
  return chosen?.[0];
}
