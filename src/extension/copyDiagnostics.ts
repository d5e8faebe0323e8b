import * as vscode from "vscode";
import type { App } from "./app.ts";

/** Copies what a bug report needs: versions, the machine and counts; no path and no name. */
export async function copyDiagnostics({ context, datasets, engine, runs }: App): Promise<void> {
  const [found, known, facts] = await Promise.all([datasets.list(), runs.list(), engine.call("diagnostics", {})]);
  const { version } = context.extension.packageJSON as { version: string };
  const statuses = known.map(({ status }) => status);
  const rows = Object.entries({
    extension: version,
    vscode: vscode.version,
    remote: vscode.env.remoteName ?? "none",
    trusted: String(vscode.workspace.isTrusted),
    ...facts,
    "data sets": `${found.length}, with ${found.reduce((sum, { categories }) => sum + categories.length, 0)} categories`,
    problems: String(found.reduce((sum, { problems }) => sum + problems.length, 0)),
    runs:
      [...new Set(statuses)].map((one) => `${statuses.filter((s) => s === one).length} ${one}`).join(", ") || "none",
  });
  await vscode.env.clipboard.writeText(rows.map(([name, value]) => `${name}: ${value}`).join("\n"));
  void vscode.window.showInformationMessage(
    vscode.l10n.t("Versions, machine and counts were copied. No path is among them."),
  );
}
