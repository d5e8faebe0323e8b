import * as vscode from "vscode";
import type { Preset } from "../../protocol/engine.ts";
import type { App } from "../app.ts";
import { BACK, LEFT, quickStep, type StepItem } from "../quickSteps.ts";
import { duration } from "../runs/runText.ts";
import { modelDirectories } from "../settings.ts";
import type { Place } from "./trainOnFolder.ts";
import type { Wish } from "./wish.ts";

type Estimates = readonly { preset: Preset; steps: number; seconds: number }[];

/** Estimates of this window by what they were measured with. */
const measured = new Map<string, Estimates>();

/** Which model to build on. */
export async function chooseModel(
  { engine }: App,
  wish: Wish,
  place: Place,
): Promise<Wish | typeof BACK | typeof LEFT> {
  const models = await engine.call("listModels", { directories: modelDirectories() });
  const answer = await quickStep<string>({
    title: vscode.l10n.t("AnoPLe: Train on {0}", wish.name),
    placeholder: vscode.l10n.t("On which image and text encoder?"),
    ...place,
    items: models.map(({ directory, isBundled, name, bytes, problem }) => ({
      label: name === "" ? directory : name,
      description: isBundled ? vscode.l10n.t("bundled") : directory,
      detail: problem ?? vscode.l10n.t("{0} MB", Math.round(bytes / 1e6)),
      iconPath: new vscode.ThemeIcon(problem === null ? "circuit-board" : "error"),
      ...(problem === null && { value: isBundled ? "" : directory }),
    })),
    isActive: (directory) => directory === (wish.model ?? ""),
  });
  if (answer === BACK || answer === LEFT) return answer;
  const { model: _, ...rest } = wish;
  return answer === "" ? rest : { ...rest, model: answer };
}

/** How thoroughly, with the time that it takes on this machine. */
export async function choosePreset(app: App, wish: Wish, place: Place): Promise<Wish | typeof BACK | typeof LEFT> {
  const source = new vscode.CancellationTokenSource();
  try {
    const { model, settings } = wish;
    const shots = wish.support?.length ?? wish.shots;
    const request = {
      shots,
      categories: wish.categories,
      settings: { ...settings },
      ...(model !== undefined && { model }),
    };
    const key = JSON.stringify(request);
    const known = measured.get(key);
    const later = known
      ? undefined
      : app.engine.call("estimateTraining", request, { token: source.token }).then((estimates) => {
          measured.set(key, estimates);
          return itemsOf(estimates);
        });
    const answer = await quickStep<Preset>({
      title: vscode.l10n.t("AnoPLe: Train on {0}", wish.name),
      placeholder: vscode.l10n.t("How thoroughly?"),
      ...place,
      items: itemsOf(known),
      isActive: (preset) => preset === wish.preset,
      ...(later && { later }),
    });
    if (answer === BACK || answer === LEFT) return answer;
    return { ...wish, preset: answer };
  } finally {
    source.cancel();
    source.dispose();
  }
}

function itemsOf(estimates: Estimates | undefined): StepItem<Preset>[] {
  const item = (preset: Preset, label: string, detail: string, icon: string): StepItem<Preset> => {
    const estimate = estimates?.find((one) => one.preset === preset);
    const description = estimate
      ? vscode.l10n.t("about {0} here, {1} steps", duration(estimate.seconds), estimate.steps)
      : vscode.l10n.t("measuring how long it takes here…");
    return { label, description, detail, iconPath: new vscode.ThemeIcon(icon), value: preset };
  };
  return [
    item("fast", vscode.l10n.t("Fast"), vscode.l10n.t("For a first look at a data set."), "zap"),
    item(
      "balanced",
      vscode.l10n.t("Balanced"),
      vscode.l10n.t("What the results in the README were measured with."),
      "dashboard",
    ),
    item(
      "thorough",
      vscode.l10n.t("Thorough"),
      vscode.l10n.t("More steps and more views of each picture."),
      "telescope",
    ),
  ];
}
