import * as vscode from "vscode";
import type { Problem, TrainingPlan } from "../../protocol/datasets.ts";
import type { App } from "../app.ts";
import { BACK, LEFT, quickStep, type StepItem } from "../quickSteps.ts";
import type { Place } from "./trainOnFolder.ts";
import type { Wish } from "./wish.ts";

/** More oddities than one reads before a start; all of them are in the log. */
const MAX_PROBLEMS = 20;

type Choice = "start" | { readonly problem: Problem };

/** The dry run: what was found, what would be used and what is odd. Nothing is written before the user says start. */
export async function reviewPlan(
  { engine, log }: App,
  wish: Wish,
  place: Place,
): Promise<Wish | typeof BACK | typeof LEFT> {
  const { folder, shots, seed, support } = wish;
  const plan = await engine.call("planTraining", { folder, shots, seed, ...(support && { support: [...support] }) });
  for (const { path, message, fix } of plan.problems) log.warn(`${path}: ${message} ${fix}`);
  for (;;) {
    const answer = await quickStep<Choice>({
      title: vscode.l10n.t("AnoPLe: Train on {0}", wish.name),
      placeholder: vscode.l10n.t("Nothing has been written yet."),
      ...place,
      items: [startItem(plan, wish), ...foundItems(plan), ...problemItems(plan.problems)],
      isActive: (value) => value === "start",
    });
    if (answer === BACK || answer === LEFT) return answer;
    if (answer === "start") return wish;
    await vscode.commands.executeCommand("revealInExplorer", vscode.Uri.file(answer.problem.path));
  }
}

function startItem({ categories, problems }: TrainingPlan, { preset }: Wish): StepItem<Choice> {
  const images = categories.reduce((sum, { support }) => sum + support.length, 0);
  const label = vscode.l10n.t("Start training");
  const facts =
    images === 1
      ? vscode.l10n.t("{0}, from 1 picture", preset)
      : vscode.l10n.t("{0}, from {1} pictures", preset, images);
  const odd = problems.length > 0 ? ` · ${vscode.l10n.t("odd: {0}, see below", problems.length)}` : "";
  return { label, description: `${facts}${odd}`, iconPath: new vscode.ThemeIcon("play"), value: "start" };
}

function foundItems({ categories, evidence }: TrainingPlan): StepItem<Choice>[] {
  return [
    { label: vscode.l10n.t("Found"), kind: vscode.QuickPickItemKind.Separator },
    { label: evidence.replace(/^found /, ""), iconPath: new vscode.ThemeIcon("search") },
    ...categories.map(({ name, train, testNormal, testAnomalous, masks, support }) => ({
      label: name,
      description: vscode.l10n.t(
        "{0} to learn from; test: {1} normal, {2} anomalous, {3} masks",
        train,
        testNormal,
        testAnomalous,
        masks,
      ),
      detail: vscode.l10n.t("Learns from {0}", support.map((file) => vscode.workspace.asRelativePath(file)).join(", ")),
      iconPath: new vscode.ThemeIcon("package"),
    })),
  ];
}

function problemItems(problems: readonly Problem[]): StepItem<Choice>[] {
  if (problems.length === 0) return [];
  return [
    { label: vscode.l10n.t("Odd"), kind: vscode.QuickPickItemKind.Separator },
    ...problems.slice(0, MAX_PROBLEMS).map((problem) => ({
      label: problem.message,
      description: vscode.workspace.asRelativePath(problem.path),
      detail: problem.fix,
      iconPath: new vscode.ThemeIcon(problem.severity),
      value: { problem },
    })),
  ];
}
