import * as vscode from "vscode";
import type { RunSummary } from "../protocol/runs.ts";
import type { App } from "./app.ts";
import { stageProgress } from "./jobText.ts";
import { runName } from "./runs/runText.ts";

/** Scores the test images of a run's data set and shows the results. */
export async function evaluateRun(app: App, run: RunSummary): Promise<void> {
  const { engine, log, runs, tasks } = app;
  const title = vscode.l10n.t("Evaluating {0}", runName(run));
  await tasks.run(title, (report, token) =>
    engine.call(
      "evaluate",
      { run: run.path, folder: run.folder },
      {
        token,
        onProgress: (event) => {
          const progress = stageProgress(event);
          if (progress) report(progress);
          if (event.type === "warning") log.warn(`${event.message} ${event.fix}`.trimEnd());
        },
      },
    ),
  );
  runs.touch(run.path);
  await runs.select(run.path);
  await vscode.commands.executeCommand("anople.results.focus");
}
