import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { Channel } from "../../protocol/channel.ts";
import type { Handlers, Methods } from "../../protocol/method.ts";

/** Where the scripts and styles of the views lie, the only folder that they may load from. */
export function viewFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, "dist", "webview");
}

export function viewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [viewFolder(extensionUri)] };
}

/**
 * Loads a view's page: its script, its style and nothing else.
 *
 * @param name of the view's script in dist/webview
 * @param state kept by the view and given back after a window reload
 */
export function loadPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  name: string,
  state: Readonly<Record<string, string>>,
): void {
  const nonce = randomBytes(16).toString("hex");
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(viewFolder(extensionUri), file));
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} blob: data:`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  webview.html = `<!DOCTYPE html>
<html lang="${escapeMarkup(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AnoPLe</title>
<link rel="stylesheet" href="${address(`${name}.css`)}">
<script nonce="${nonce}" src="${address(`${name}.js`)}" defer></script>
</head>
<body><div id="app" data-state="${escapeMarkup(JSON.stringify(state))}"></div></body>
</html>
`;
}

/** Opens the channel to a view. Call it before its page is loaded. */
export function connectPage<View extends Methods, Host extends Methods>(
  webview: vscode.Webview,
  view: View,
  host: Host,
  handlers: Handlers<Host>,
  log: vscode.LogOutputChannel,
): Channel<View, Host> {
  const transport = {
    post: (message: unknown) => void webview.postMessage(message),
    onMessage: (listener: (message: unknown) => void) => void webview.onDidReceiveMessage(listener),
  };
  return new Channel(transport, view, host, handlers, (error) => log.error(error.message, error.detail));
}

/** What every view asks for first. */
export function startView(): { strings: Record<string, string> } {
  return { strings: vscode.l10n.bundle ?? {} };
}

/** Text as it may stand in an attribute in double quotes. */
export function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
