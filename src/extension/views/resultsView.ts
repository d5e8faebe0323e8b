import * as vscode from "vscode";
import type { Channel } from "../../protocol/channel.ts";
import type { Handlers } from "../../protocol/method.ts";
import { RESULTS_HOST, RESULTS_VIEW } from "../../protocol/views.ts";
import type { App } from "../app.ts";
import { runName } from "../runs/runText.ts";
import { openInspector } from "./inspectorPanel.ts";
import { connectPage, loadPage, startView, viewOptions } from "./page.ts";
import { runAction } from "./runActions.ts";

/** The side panel's view of the selected run: metrics and failure cases. */
export class ResultsView implements vscode.WebviewViewProvider {
  private channel: Channel<typeof RESULTS_VIEW, typeof RESULTS_HOST> | undefined;

  constructor(private readonly app: App) {
    app.runs.onDidChangeSelection(() => {
      this.channel?.call("changed", {}).catch(() => undefined); // a view that is gone asks again when it is back
    });
  }

  resolveWebviewView({ webview, onDidDispose }: vscode.WebviewView): void {
    const { extensionUri } = this.app.context;
    webview.options = viewOptions(extensionUri);
    const channel = connectPage(webview, RESULTS_VIEW, RESULTS_HOST, this.handlers(), this.app.log);
    this.channel = channel;
    onDidDispose(() => {
      channel.close();
      if (this.channel === channel) this.channel = undefined;
    });
    loadPage(webview, extensionUri, "results", {});
  }

  private handlers(): Handlers<typeof RESULTS_HOST> {
    const { app } = this;
    const { engine, runs, trainings } = app;
    return {
      start: startView,
      getResults: async () => {
        const run = await runs.selected();
        if (!run) return { type: "none" };
        const results = run.status === "finished" ? await engine.call("readResults", { run: run.path }) : null;
        if (results) return { type: "results", results };
        const status = trainings.stepOf(run.path) === undefined ? run.status : "running";
        return { type: "unevaluated", run: run.path, name: runName(run), status };
      },
      picture: (params) => engine.call("thumbnail", params),
      mapPicture: (params) => engine.call("mapThumbnail", params),
      inspect: async ({ run, path, category }) => {
        openInspector(app, { image: path, run, category });
        return null;
      },
      act: ({ run, action }) => runAction(app, run, action),
      train: async () => {
        void vscode.commands.executeCommand("anople.trainOnFolder");
        return null;
      },
    };
  }
}
