import * as vscode from "vscode";
import type { App } from "../app.ts";
import { isFolder } from "../images.ts";

/** The bundled hazelnut pictures, by the folder they lie in. */
const SAMPLE = "hazelnut";

/** Copies the bundled sample to where runs can be written beside it, and shows it. */
export async function openSample({ context, datasets }: App): Promise<void> {
  const source = vscode.Uri.joinPath(context.extensionUri, "media", "samples", SAMPLE);
  const target = vscode.Uri.joinPath(context.globalStorageUri, "samples", SAMPLE);
  if (!(await isFolder(target))) {
    // Renamed when it is whole: a copy that was cut off must not look complete.
    const part = vscode.Uri.joinPath(context.globalStorageUri, "samples", `${SAMPLE}.part`);
    await vscode.workspace.fs.copy(source, part, { overwrite: true });
    await vscode.workspace.fs.rename(part, target, { overwrite: true });
  }
  await datasets.add(target);
  await vscode.commands.executeCommand("anople.datasets.focus");
}

/** Shows a folder's data sets in this workspace. */
export async function addDataset({ datasets }: App, clicked: vscode.Uri | undefined): Promise<void> {
  const chosen = clicked
    ? [clicked]
    : await vscode.window.showOpenDialog({
        canSelectFiles: false,
        canSelectFolders: true,
        title: vscode.l10n.t("Folder of a data set"),
        openLabel: vscode.l10n.t("Add Data Set Folder"),
      });
  const folder = chosen?.[0];
  if (!folder) return;
  await datasets.add(folder);
  await vscode.commands.executeCommand("anople.datasets.focus");
}
