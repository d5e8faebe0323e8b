import * as vscode from "vscode";

/** Whether the workspace is trusted. If not, tells the user what needs trust; hiding a command does not keep it from running. */
export async function requireTrust(reason: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t("Manage Workspace Trust");
  const answer = await vscode.window.showWarningMessage(reason, manage);
  if (answer === manage) await vscode.commands.executeCommand("workbench.trust.manage");
  return false;
}
