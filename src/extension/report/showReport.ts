import { randomBytes } from "node:crypto";
import path from "node:path";
import * as vscode from "vscode";
import { REPORT_HOST, REPORT_VIEW } from "../../protocol/views.ts";
import type { App } from "../app.ts";
import { connectPage, viewFolder, viewOptions } from "../views/page.ts";
import { reportPage } from "./reportPage.ts";
import { type SafeReport, sanitiseReport } from "./sanitiseReport.ts";

/** In bytes; `anople eval` writes some 10 MB. */
const MAX_SIZE = 100e6;

interface View {
  readonly panel: vscode.WebviewPanel;
  /** What its cards may open. */
  images: ReadonlySet<string>;
}

export const REPORT = "anople.report";

/** The open views by their reports' addresses. */
const views = new Map<string, View>();

/** Shows a report in a tab of its own; one that is open already is read again and brought to the front. */
export async function showReport(app: App, file: vscode.Uri): Promise<void> {
  const report = await readReport(file);
  if (report === null) return;
  const view = views.get(file.toString()) ?? setUp(app, file, newPanel(app));
  load(app, file, view, report);
  view.panel.reveal();
}

/** Shows again what a panel showed before the window was reloaded. */
export async function restoreReport(app: App, panel: vscode.WebviewPanel, state: unknown): Promise<void> {
  const { file } = (state ?? {}) as { file?: unknown };
  const uri = typeof file === "string" ? vscode.Uri.file(file) : undefined;
  const report = uri ? await readReport(uri) : null;
  if (!uri || report === null) {
    panel.dispose();
    return;
  }
  panel.webview.options = viewOptions(app.context.extensionUri);
  load(app, uri, setUp(app, uri, panel), report);
}

function load({ context }: App, file: vscode.Uri, view: View, report: SafeReport): void {
  const { webview } = view.panel;
  const script = webview.asWebviewUri(vscode.Uri.joinPath(viewFolder(context.extensionUri), "report.js"));
  view.images = report.images;
  webview.html = reportPage(report, file.fsPath, script.toString(), randomBytes(16).toString("hex"));
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

function newPanel({ context }: App): vscode.WebviewPanel {
  const options = { ...viewOptions(context.extensionUri), enableFindWidget: true };
  return vscode.window.createWebviewPanel(REPORT, "AnoPLe", vscode.ViewColumn.Active, options);
}

function setUp({ log }: App, file: vscode.Uri, panel: vscode.WebviewPanel): View {
  panel.title = vscode.l10n.t("Report {0}", path.basename(path.dirname(file.fsPath)));
  const view: View = { panel, images: new Set() };
  views.set(file.toString(), view);
  const openImage = async ({ path: image }: { path: string }) => {
    if (view.images.has(image)) await openBeside(image);
    return null;
  };
  const channel = connectPage(panel.webview, REPORT_VIEW, REPORT_HOST, { openImage }, log);
  panel.onDidDispose(() => {
    channel.close();
    views.delete(file.toString());
  });
  return view;
}

/** Opens an image beside the report, which keeps the focus so that one can go on to the next. */
async function openBeside(file: string): Promise<void> {
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
