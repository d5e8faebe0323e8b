import path from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { showReport } from "./showReport.ts";

/** More reports than one looks through. */
const MAX_REPORTS = 500;

/**
 * Shows a report in the editor area.
 *
 * @param clicked the file that was clicked; asked for when missing
 */
export async function openReport(app: App, clicked: vscode.Uri | undefined): Promise<void> {
  const file = clicked ?? (await pickReport());
  if (file) await showReport(app, file);
}

/** One of the workspace's reports, newest first, or another. */
async function pickReport(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles("**/.anople/**/report.html", "**/node_modules/**", MAX_REPORTS);
  const reports = await Promise.all(found.map(async (file) => ({ file, time: await changedAt(file) })));
  reports.sort((a, b) => b.time - a.time);
  if (reports.length === 0) return askForReport();
  const items = reports.map(({ file, time }) => ({
    label: path.basename(path.dirname(file.fsPath)),
    description: new Date(time).toLocaleString(),
    detail: vscode.workspace.asRelativePath(file),
    file,
  }));
  const browse = { label: vscode.l10n.t("Browse…"), description: "", detail: "", file: null };
  const placeHolder = vscode.l10n.t("Report to open");
  const picked = await vscode.window.showQuickPick([...items, browse], { placeHolder, matchOnDetail: true });
  return picked?.file === null ? askForReport() : picked?.file;
}

/** In milliseconds; 0 for a file that has vanished since it was found. */
async function changedAt(file: vscode.Uri): Promise<number> {
  try {
    return (await vscode.workspace.fs.stat(file)).mtime;
  } catch {
    return 0;
  }
}

async function askForReport(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Report"),
    openLabel: vscode.l10n.t("Open Report"),
    filters: { HTML: ["html"] },
  });
  return chosen?.[0];
}
