import * as vscode from "vscode";
import type { Channel } from "../../protocol/channel.ts";
import type { Handlers } from "../../protocol/method.ts";
import { RUN_HOST, RUN_VIEW } from "../../protocol/views.ts";
import type { App } from "../app.ts";
import { runName } from "../runs/runText.ts";
import type { TrainingEvent } from "../training/trainings.ts";
import { connectPage, loadPage, startView, viewOptions } from "./page.ts";
import { runAction } from "./runActions.ts";

export const RUN_PAGE = "anople.run";

interface RunPage {
  readonly run: string;
  readonly panel: vscode.WebviewPanel;
  readonly channel: Channel<typeof RUN_VIEW, typeof RUN_HOST>;
}

/** The open pages; of one run there may be two, as a tab that a reload restores is not known before it is shown. */
const pages = new Set<RunPage>();

/** Opens the page of a run, or brings it to the front. */
export function openRunPage(app: App, run: string, preserveFocus = false): void {
  const open = [...pages].find((page) => page.run === run);
  if (open) {
    open.panel.reveal(undefined, preserveFocus);
    return;
  }
  const showOptions = { viewColumn: vscode.ViewColumn.Active, preserveFocus };
  const panel = vscode.window.createWebviewPanel(
    RUN_PAGE,
    "AnoPLe",
    showOptions,
    viewOptions(app.context.extensionUri),
  );
  setUp(app, panel, run);
}

/** Shows again what a panel showed before the window was reloaded. */
export function restoreRunPage(app: App, panel: vscode.WebviewPanel, state: unknown): void {
  const { run } = (state ?? {}) as { run?: unknown };
  if (typeof run !== "string") {
    panel.dispose();
    return;
  }
  panel.webview.options = viewOptions(app.context.extensionUri);
  setUp(app, panel, run);
}

/** Passes what happens to a run on to its page. */
export function tellRunPages(event: TrainingEvent): void {
  for (const { run, channel } of pages) {
    if (run !== event.run) continue;
    const told =
      event.type === "step"
        ? channel.call("step", event.step)
        : event.type === "activity"
          ? channel.call("activity", { text: event.text })
          : channel.call("changed", {});
    told.catch(() => undefined); // a page that is gone asks again when it is back
  }
}

/** Tells all pages that runs changed on disk. */
export function refreshRunPages(): void {
  for (const { channel } of pages) channel.call("changed", {}).catch(() => undefined);
}

function setUp(app: App, panel: vscode.WebviewPanel, run: string): void {
  const { engine, trainings } = app;
  const handlers: Handlers<typeof RUN_HOST> = {
    start: startView,
    getRun: async () => {
      const details = await engine.call("readRun", { run });
      panel.title = vscode.l10n.t("Run {0}", runName(details.summary));
      if (trainings.stepOf(run) === undefined) return details;
      return { ...details, summary: { ...details.summary, status: "running" } };
    },
    picture: (params) => engine.call("thumbnail", params),
    act: (params) => runAction(app, params.run, params.action),
  };
  const page: RunPage = { run, panel, channel: connectPage(panel.webview, RUN_VIEW, RUN_HOST, handlers, app.log) };
  pages.add(page);
  panel.onDidDispose(() => {
    page.channel.close();
    pages.delete(page);
  });
  panel.title = vscode.l10n.t("Run"); // until its name has been read
  loadPage(panel.webview, app.context.extensionUri, "run", { run });
}
