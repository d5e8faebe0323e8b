import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";

/**
 * Runs the bundled command line in the integrated terminal. It is a task, not a plain terminal, because the panel of a task
 * stays open when its process has ended, with the results in it. Arguments go to the process as they are, without a shell.
 *
 * @param name title of the terminal
 * @param input what it works on; it runs in the workspace folder that holds it
 */
export async function runCommandLine(
  extensionPath: string,
  name: string,
  words: readonly string[],
  input: vscode.Uri,
): Promise<void> {
  const { getWorkspaceFolder, workspaceFolders } = vscode.workspace;
  const folder = getWorkspaceFolder(input) ?? workspaceFolders?.[0];
  // In a window without a folder VS Code starts processes in the home directory only.
  const directory = folder?.uri.fsPath ?? os.homedir();
  const program = path.join(extensionPath, "dist", "cli.js");
  const variable = [...words, directory].find((word) => word.includes("${"));
  if (variable !== undefined) {
    // A task would replace it by the value of a variable.
    await vscode.window.showErrorMessage(
      vscode.l10n.t('"{0}" can\'t be opened from here because its path holds "${". Rename it.', variable),
    );
    return;
  }
  const execution = new vscode.ProcessExecution(process.execPath, [program, ...words], {
    cwd: directory,
    // The editor's own executable then behaves as Node.
    env: { ELECTRON_RUN_AS_NODE: "1" },
  });
  const task = new vscode.Task({ type: "anople" }, vscode.TaskScope.Workspace, name, "AnoPLe", execution, []);
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
  };
  await vscode.tasks.executeTask(task);
}
