import * as vscode from "vscode";
import { openReport } from "./openReport.ts";
import { scoreInTerminal } from "./scoreInTerminal.ts";
import { trainInTerminal } from "./trainInTerminal.ts";

/** Called by VS Code when a command of the extension is first used. */
export function activate({ subscriptions, extensionPath }: vscode.ExtensionContext): void {
  const register = (id: string, handler: (clicked?: vscode.Uri, selected?: vscode.Uri[]) => Promise<void>) =>
    subscriptions.push(vscode.commands.registerCommand(id, handler));
  register("anople.trainInTerminal", (folder) => trainInTerminal(extensionPath, folder));
  register("anople.scoreInTerminal", (image, selected) => scoreInTerminal(extensionPath, image, selected));
  register("anople.openReport", (report) => openReport(extensionPath, report));
}
