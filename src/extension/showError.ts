import * as vscode from "vscode";
import { isCancelled, toRemoteError } from "../protocol/remoteError.ts";

/** A crash fails all calls under way with one and the same error, which is told once. */
const shown = new WeakSet<object>();

/** A button of a message and what it does. */
export interface ErrorAction {
  readonly title: string;
  run(): unknown;
}

/** Tells the user what went wrong and what to do. Being cancelled is no error; where it happened goes to the log. */
export async function showError(
  error: unknown,
  log: vscode.LogOutputChannel,
  actions: readonly ErrorAction[] = [],
): Promise<void> {
  if (isCancelled(error) || error instanceof vscode.CancellationError) return;
  if (error instanceof Error) {
    if (shown.has(error)) return;
    shown.add(error);
  }
  const { code, message, hint, detail } = toRemoteError(error);
  log.error(`[${code}] ${message} ${hint}`.trimEnd(), detail);
  const text = code === "bug" ? vscode.l10n.t("AnoPLe met a bug: {0}", message) : `${message} ${hint}`.trimEnd();
  const showLog = { title: vscode.l10n.t("Show Log"), run: () => log.show() };
  const manageTrust = {
    title: vscode.l10n.t("Manage Workspace Trust"),
    run: () => vscode.commands.executeCommand("workbench.trust.manage"),
  };
  const all = [...actions, ...(code === "untrusted" ? [manageTrust] : []), showLog];
  const answer = await vscode.window.showErrorMessage(text, ...all.map(({ title }) => title));
  await all.find(({ title }) => title === answer)?.run();
}
