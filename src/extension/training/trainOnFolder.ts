import path from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { BACK, LEFT } from "../quickSteps.ts";
import { modelDirectories, trainingSettings } from "../settings.ts";
import { requireTrust } from "../trust.ts";
import { chooseCategory, chooseFolder, withOnlyCategory } from "./chooseFolder.ts";
import { chooseModel, choosePreset } from "./choosePreset.ts";
import { chooseSupport } from "./chooseSupport.ts";
import { reviewPlan } from "./reviewPlan.ts";
import { toTrainParams, type Wish } from "./wish.ts";

/** Where a step stands among the others. */
export interface Place {
  readonly step: number;
  readonly total: number;
  readonly canGoBack: boolean;
}

/** A step changes the wish, or leaves. */
type WishStep = (wish: Wish, place: Place) => Promise<Wish | typeof BACK | typeof LEFT>;

/**
 * Asks step by step what to train, shows what would be used and what is odd about the data, and starts.
 *
 * @param clicked the folder; asked for when missing
 */
export async function trainOnFolder(app: App, clicked: vscode.Uri | undefined): Promise<void> {
  if (!(await requireTrust(vscode.l10n.t("AnoPLe trains in trusted workspaces only.")))) return;
  const folder = clicked ?? (await chooseFolder(app));
  if (!folder) return;
  const { preset, shots, seed, overrides, evaluate } = trainingSettings(folder);
  const wished: Wish = {
    folder: folder.fsPath,
    name: path.basename(folder.fsPath),
    categories: 1,
    preset,
    shots,
    seed,
    settings: overrides,
  };
  const found = await app.engine.call("findDatasets", { folders: [folder.fsPath] });
  const categories = found.flatMap((dataset) => dataset.categories);
  const steps: WishStep[] = [
    (wish, place) => chooseSupport(app, wish, place),
    (wish, place) => choosePreset(app, wish, place),
    (wish, place) => reviewPlan(app, wish, place),
  ];
  if (modelDirectories().length > 0) steps.splice(1, 0, (wish, place) => chooseModel(app, wish, place));
  if (categories.length > 1) steps.unshift((wish, place) => chooseCategory(categories, wish, place));
  const wish = await settle(withOnlyCategory(wished, categories), steps);
  if (!wish) return;
  if (!vscode.workspace.getWorkspaceFolder(folder)) await app.datasets.add(folder);
  await app.trainings.train({ params: toTrainParams(wish) }, wish.name, evaluate);
}

/** Goes through the steps, back and forth; null when the user left. */
async function settle(first: Wish, steps: readonly WishStep[]): Promise<Wish | null> {
  /** The wish before each step. */
  const before = [first];
  while (before.length <= steps.length) {
    const index = before.length - 1;
    const place = { step: index + 1, total: steps.length, canGoBack: index > 0 };
    const answer = await steps[index]!(before[index]!, place);
    if (answer === LEFT) return null;
    if (answer === BACK) before.pop();
    else before.push(answer);
  }
  return before.at(-1)!;
}
