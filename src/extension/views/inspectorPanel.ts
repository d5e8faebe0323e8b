import path from "node:path";
import * as vscode from "vscode";
import type { Channel } from "../../protocol/channel.ts";
import type { Handlers } from "../../protocol/method.ts";
import { INSPECTOR_HOST, INSPECTOR_VIEW } from "../../protocol/views.ts";
import type { App } from "../app.ts";
import { chooseRun, rememberRunFor } from "../scoring/chooseRun.ts";
import { thresholdRule } from "../settings.ts";
import { connectPage, loadPage, startView, viewOptions } from "./page.ts";

export const INSPECTOR = "anople.inspector";

/** Longest side of the picture that is sent, in pixels. */
const PICTURE_SIDE = 1600;

/** What an inspector shows. */
export interface InspectorTarget {
  readonly image: string;
  readonly run: string;
  /** Needed only for runs of several categories whose folders don't hold the image. */
  readonly category?: string | undefined;
}

interface Inspector {
  readonly panel: vscode.WebviewPanel;
  readonly channel: Channel<typeof INSPECTOR_VIEW, typeof INSPECTOR_HOST>;
  target: InspectorTarget;
}

/** The inspector that the next image is shown in, as a preview tab would. */
let current: Inspector | undefined;

/** Shows an image with its anomaly map; the inspector at hand is used again. */
export function openInspector(app: App, target: InspectorTarget): void {
  if (current) {
    current.target = target;
    show(app, current);
    current.panel.reveal(undefined, true);
    return;
  }
  const showOptions = { viewColumn: vscode.ViewColumn.Active, preserveFocus: true };
  const options = viewOptions(app.context.extensionUri);
  setUp(app, vscode.window.createWebviewPanel(INSPECTOR, "AnoPLe", showOptions, options), target);
}

/** Shows again what a panel showed before the window was reloaded. */
export function restoreInspector(app: App, panel: vscode.WebviewPanel, state: unknown): void {
  const { image, run, category } = (state ?? {}) as Partial<Record<keyof InspectorTarget, unknown>>;
  if (typeof image !== "string" || typeof run !== "string") {
    panel.dispose();
    return;
  }
  panel.webview.options = viewOptions(app.context.extensionUri);
  setUp(app, panel, { image, run, category: typeof category === "string" && category !== "" ? category : undefined });
}

function setUp(app: App, panel: vscode.WebviewPanel, target: InspectorTarget): void {
  const handlers: Handlers<typeof INSPECTOR_HOST> = {
    start: startView,
    inspect: async (_, { signal }) => {
      const { image, run, category } = inspector.target;
      const rule = thresholdRule(vscode.Uri.file(image));
      const source = new vscode.CancellationTokenSource();
      signal.addEventListener("abort", () => source.cancel(), { once: true });
      try {
        return await app.engine.call(
          "inspect",
          { run, image, side: PICTURE_SIDE, ...(category !== undefined && { category }), ...(rule && { rule }) },
          { token: source.token },
        );
      } finally {
        source.dispose();
      }
    },
    chooseRun: async () => {
      const { image } = inspector.target;
      const chosen = await chooseRun(app);
      if (!chosen) return null;
      await rememberRunFor(app, vscode.Uri.file(path.dirname(image)), chosen.path);
      inspector.target = { image, run: chosen.path };
      show(app, inspector);
      return null;
    },
    openImage: async () => {
      await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(inspector.target.image));
      return null;
    },
  };
  const channel = connectPage(panel.webview, INSPECTOR_VIEW, INSPECTOR_HOST, handlers, app.log);
  const inspector: Inspector = { panel, channel, target };
  current = inspector;
  panel.onDidDispose(() => {
    channel.close();
    if (current === inspector) current = undefined;
  });
  show(app, inspector);
}

/** Loads the page anew, so that it keeps the new target for a window reload. */
function show({ context }: App, { panel, target }: Inspector): void {
  const { image, run, category } = target;
  panel.title = path.basename(image);
  loadPage(panel.webview, context.extensionUri, "inspector", { image, run, category: category ?? "" });
}
