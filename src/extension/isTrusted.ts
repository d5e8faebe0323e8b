import * as vscode from "vscode";

/** Whether the workspace may start programs. If not, tells the user why nothing happens. */
export async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t("Manage Workspace Trust");
  const message = vscode.l10n.t("AnoPLe trains and scores in trusted workspaces only.");
  const answer = await vscode.window.showWarningMessage(message, manage);
  if (answer === manage) await vscode.commands.executeCommand("workbench.trust.manage");
  return false;
}
