import * as vscode from "vscode";
import type { App } from "../app.ts";
import { BACK, LEFT, quickStep, type StepItem } from "../quickSteps.ts";
import { pickSupportByEye } from "../views/supportPicker.ts";
import type { Place } from "./trainOnFolder.ts";
import type { Wish } from "./wish.ts";

const SHOTS = [1, 2, 4] as const;

type Choice = { readonly shots: number } | "eye" | "seed";

/** How many pictures to learn from, and which. */
export async function chooseSupport(app: App, wish: Wish, place: Place): Promise<Wish | typeof BACK | typeof LEFT> {
  let { seed } = wish;
  for (;;) {
    const items = await itemsOf(app, { ...wish, seed });
    const answer = await quickStep<Choice>({
      title: vscode.l10n.t("AnoPLe: Train on {0}", wish.name),
      placeholder: vscode.l10n.t("From how many pictures of good parts?"),
      ...place,
      items,
      isActive: (value) => typeof value === "object" && value.shots === wish.shots,
    });
    if (answer === BACK || answer === LEFT) return answer;
    if (answer === "seed") {
      seed = (await askSeed(seed)) ?? seed;
    } else if (answer === "eye") {
      const support = await pickSupportByEye(app, { ...wish, seed });
      if (support) return { ...wish, seed, support };
    } else {
      const { support: _, ...rest } = wish;
      return { ...rest, seed, shots: answer.shots };
    }
  }
}

async function itemsOf({ engine }: App, wish: Wish): Promise<StepItem<Choice>[]> {
  const draws = await Promise.all(
    SHOTS.map(async (shots): Promise<StepItem<Choice>> => {
      const label =
        shots === 1 ? vscode.l10n.t("1 picture, at random") : vscode.l10n.t("{0} pictures, at random", shots);
      const item = { label, iconPath: new vscode.ThemeIcon("gift"), value: { shots } };
      if (wish.categories > 1) return { ...item, description: vscode.l10n.t("of each category, seed {0}", wish.seed) };
      try {
        const plan = await engine.call("planTraining", { folder: wish.folder, shots, seed: wish.seed });
        const names = plan.categories[0]?.support.map((file) => vscode.workspace.asRelativePath(file)) ?? [];
        return { ...item, description: vscode.l10n.t("seed {0}", wish.seed), detail: names.join(", ") };
      } catch (error) {
        if (shots === 1) throw error;
        return { label: "", kind: vscode.QuickPickItemKind.Separator }; // fewer pictures than that
      }
    }),
  );
  const eye: StepItem<Choice> = {
    label: vscode.l10n.t("Choose by eye…"),
    description: vscode.l10n.t("thumbnails of all pictures of good parts"),
    iconPath: new vscode.ThemeIcon("eye"),
    value: "eye",
  };
  const seed: StepItem<Choice> = {
    label: vscode.l10n.t("Another seed…"),
    description: vscode.l10n.t("draws other pictures; now {0}", wish.seed),
    iconPath: new vscode.ThemeIcon("refresh"),
    value: "seed",
  };
  return [...draws.filter(({ value }) => value !== undefined), ...(wish.categories > 1 ? [] : [eye]), seed];
}

async function askSeed(seed: number): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t("Seed"),
    prompt: vscode.l10n.t("A whole number. It decides the draw, the first values and the simulated anomalies."),
    value: String(seed),
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^\d{1,9}$/.test(value.trim()) ? undefined : vscode.l10n.t("Enter a whole number from 0 to 999999999."),
  });
  return text === undefined ? undefined : Number(text);
}
