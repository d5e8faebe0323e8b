import path from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { activeFile, IMAGE_NAME, isFolder } from "../images.ts";
import { stageProgress } from "../jobText.ts";
import { thresholdRule } from "../settings.ts";
import { openInspector } from "../views/inspectorPanel.ts";
import { runFor } from "./chooseRun.ts";

/**
 * Scores what was clicked: one image opens in the inspector, several images or folders go to a table.
 *
 * @param clicked asked for when missing and no image is open
 * @param selected all that is selected in the Explorer
 */
export async function scoreImage(
  app: App,
  clicked: vscode.Uri | undefined,
  selected: readonly vscode.Uri[] | undefined,
): Promise<void> {
  const chosen = selected && selected.length > 0 ? [...selected] : clicked ? [clicked] : await chooseImages();
  const targets = chosen.filter(({ scheme }) => scheme === "file");
  const [first] = targets;
  if (!first) return;
  const isBatch = targets.length > 1 || (await isFolder(first));
  const folder = (await isFolder(first)) ? first : vscode.Uri.file(path.dirname(first.fsPath));
  const run = await runFor(app, folder);
  if (!run) return;
  if (isBatch) await scoreBatch(app, run.path, targets);
  else openInspector(app, { image: first.fsPath, run: run.path });
}

/** The image that is open, else asked for. */
async function chooseImages(): Promise<vscode.Uri[]> {
  const active = activeFile();
  if (active && IMAGE_NAME.test(active.fsPath)) return [active];
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: true,
    title: vscode.l10n.t("Images to score"),
    openLabel: vscode.l10n.t("Score Image"),
    filters: { [vscode.l10n.t("Images")]: ["png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp"] },
  });
  return chosen ?? [];
}

async function scoreBatch({ engine, log, tasks }: App, run: string, targets: readonly vscode.Uri[]): Promise<void> {
  const out = path.join(run, "scored", `${stamp(new Date())}.csv`);
  const rule = thresholdRule(targets[0]!);
  let warnings = 0;
  const title =
    targets.length === 1
      ? vscode.l10n.t("Scoring {0}", path.basename(targets[0]!.fsPath))
      : vscode.l10n.t("Scoring {0} selected", targets.length);
  const { images } = await tasks.run(title, (report, token) =>
    engine.call(
      "score",
      { run, paths: targets.map(({ fsPath }) => fsPath), out, ...(rule && { rule }) },
      {
        token,
        onProgress: (event) => {
          const progress = stageProgress(event);
          if (progress) report(progress);
          if (event.type !== "warning") return;
          warnings++;
          log.warn(`${event.message} ${event.fix}`.trimEnd());
        },
      },
    ),
  );
  const anomalous = images.filter(({ score, threshold }) => score >= threshold).length;
  const counts = vscode.l10n.t("{0} images scored, {1} above the threshold.", images.length, anomalous);
  const text =
    warnings > 0 ? `${counts} ${vscode.l10n.t("{0} could not be read; the log says which.", warnings)}` : counts;
  await vscode.window.showTextDocument(vscode.Uri.file(out));
  void vscode.window.showInformationMessage(text);
}

/** yyyyMMdd-HHmmss in local time, as runs are named. */
function stamp(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${day}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}
