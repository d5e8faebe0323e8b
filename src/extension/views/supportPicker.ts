import path from "node:path";
import * as vscode from "vscode";
import type { Handlers } from "../../protocol/method.ts";
import { SUPPORT_HOST, SUPPORT_VIEW } from "../../protocol/views.ts";
import type { App } from "../app.ts";
import type { Wish } from "../training/wish.ts";
import { connectPage, loadPage, startView, viewOptions } from "./page.ts";

/** More pictures than the method is made for learn slowly and gain little. */
const MAX_SHOTS = 16;

/** Shows all pictures of good parts and lets the user choose; null when the user leaves. */
export async function pickSupportByEye(
  app: App,
  { folder, name, support, shots, seed }: Wish,
): Promise<string[] | null> {
  const { engine } = app;
  const [groups, plan] = await Promise.all([
    engine.call("listImages", { root: folder }),
    engine.call("planTraining", { folder, shots, seed }),
  ]);
  const images = groups
    .filter(({ split, label }) => split === "train" && label === 0)
    .flatMap(({ ids }) => ids.map((id) => ({ id, path: path.join(folder, ...id.split("/")) })));
  const chosen = support ?? plan.categories[0]?.support ?? [];
  const { extensionUri } = app.context;
  const title = vscode.l10n.t("Support Images: {0}", name);
  const column = vscode.ViewColumn.Active;
  const panel = vscode.window.createWebviewPanel("anople.support", title, column, viewOptions(extensionUri));
  return new Promise((resolve) => {
    const end = (result: string[] | null) => {
      resolve(result);
      panel.dispose();
      return null;
    };
    const offered = new Set(images.map((image) => image.path));
    const handlers: Handlers<typeof SUPPORT_HOST> = {
      start: startView,
      getCandidates: () => ({ category: name, images, chosen: [...chosen], limit: Math.min(MAX_SHOTS, images.length) }),
      picture: (params) => engine.call("thumbnail", params),
      choose: ({ paths }) => end(paths.filter((one) => offered.has(one)).slice(0, MAX_SHOTS)),
      cancel: () => end(null),
    };
    const channel = connectPage(panel.webview, SUPPORT_VIEW, SUPPORT_HOST, handlers, app.log);
    panel.onDidDispose(() => {
      channel.close();
      end(null);
    });
    loadPage(panel.webview, extensionUri, "support", {});
  });
}
