import * as vscode from "vscode";
import type { RunAction } from "../../protocol/views.ts";
import type { App } from "../app.ts";

const COMMANDS: Readonly<Record<RunAction, string>> = {
  evaluate: "anople.evaluateRun",
  resume: "anople.resumeRun",
  cancel: "anople.cancelTraining",
  showResults: "anople.showResults",
  openPage: "anople.openRun",
  copyCommand: "anople.copyCommand",
  reveal: "anople.revealRun",
};

/** Does what a button of a view stands for; returns before long work has ended. */
export async function runAction({ runs }: App, path: string, action: RunAction): Promise<null> {
  const run = await runs.find(path);
  if (run) void vscode.commands.executeCommand(COMMANDS[action], run);
  return null;
}
