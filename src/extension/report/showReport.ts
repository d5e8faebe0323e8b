import { randomBytes } from "node:crypto";
import path from "node:path";
import * as vscode from "vscode";
import { parseReportMessage } from "./parseReportMessage.ts";
import { reportPage } from "./reportPage.ts";
import { type SafeReport, sanitiseReport } from "./sanitiseReport.ts";

/** In bytes; `anople eval` writes some 10 MB. */
const MAX_SIZE = 100e6;

interface View {
  readonly panel: vscode.WebviewPanel;
  /** What its cards may open. */
  images: ReadonlySet<string>;
}

/** The open views by their reports' addresses. */
const views = new Map<string, View>();

/** Shows a report in a tab of its own; one that is open already is read again and brought to the front. */
export async function showReport(extensionPath: string, file: vscode.Uri): Promise<void> {
  const report = await readReport(file);
  if (report === null) return;
  const folder = vscode.Uri.file(path.join(extensionPath, "dist", "webview"));
  const view = views.get(file.toString()) ?? openView(file, folder);
  const { panel } = view;
  const script = panel.webview.asWebviewUri(vscode.Uri.joinPath(folder, "report.js"));
  view.images = report.images;
  panel.webview.html = reportPage(report, script.toString(), randomBytes(16).toString("hex"));
  panel.reveal();
}

/** Null if it can't be shown, which the user is told. */
async function readReport(file: vscode.Uri): Promise<SafeReport | null> {
  const refuse = async (reason: string) => {
    await vscode.window.showErrorMessage(vscode.l10n.t("{0} can't be opened. {1}", file.fsPath, reason));
    return null;
  };
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > MAX_SIZE) return refuse(vscode.l10n.t("It is larger than 100 MB."));
    const page = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    return sanitiseReport(page) ?? refuse(vscode.l10n.t('It is not a report of "anople eval".'));
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function openView(file: vscode.Uri, folder: vscode.Uri): View {
  const title = vscode.l10n.t("Report {0}", path.basename(path.dirname(file.fsPath)));
  const panel = vscode.window.createWebviewPanel("anople.report", title, vscode.ViewColumn.Active, {
    enableScripts: true,
    enableFindWidget: true,
    localResourceRoots: [folder],
  });
  const view: View = { panel, images: new Set() };
  views.set(file.toString(), view);
  panel.onDidDispose(() => views.delete(file.toString()));
  panel.webview.onDidReceiveMessage((value) => {
    const message = parseReportMessage(value);
    return message && view.images.has(message.path) ? openImage(message.path) : undefined;
  });
  return view;
}

/** Opens an image beside the report, which keeps the focus so that one can go on to the next. */
async function openImage(file: string): Promise<void> {
  const image = vscode.Uri.file(file);
  if (!(await isFile(image))) {
    await vscode.window.showWarningMessage(vscode.l10n.t("There is no file {0}.", file));
    return;
  }
  const options = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
  await vscode.commands.executeCommand("vscode.open", image, options);
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}
