import path from "node:path";
import * as vscode from "vscode";
import type { RunSummary } from "../../protocol/runs.ts";

/** What a run is called in lists: what it learnt. */
export function runName({ categories, id }: RunSummary): string {
  if (categories.length === 0) return id;
  if (categories.length === 1) return path.posix.basename(categories[0]!.name);
  return vscode.l10n.t("{0} categories", categories.length);
}

/** How it learnt: shots, preset and seed. */
export function runSettings({ shots, preset, seed }: RunSummary): string {
  return vscode.l10n.t("{0}-shot · {1} · seed {2}", shots, preset, seed);
}

/** Its state, or what it reached. */
export function runOutcome(run: RunSummary): string {
  switch (run.status) {
    case "finished":
      return run.metrics?.imageAuroc != null
        ? vscode.l10n.t("image AUROC {0}", percent(run.metrics.imageAuroc))
        : vscode.l10n.t("not evaluated");
    case "running":
      return vscode.l10n.t("step {0} of {1}", run.step, run.steps);
    case "stopped":
      return vscode.l10n.t("stopped at step {0} of {1}", run.step, run.steps);
    case "interrupted":
      return vscode.l10n.t("interrupted at step {0} of {1}", run.step, run.steps);
    case "broken":
      return vscode.l10n.t("can't be read");
  }
}

/** A rate as it stands in tables and web views: 99.8%, or 99,8 % in German. */
export function percent(rate: number): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(vscode.env.language, { style: "percent", ...digits }).format(rate);
}

export function whenOf({ createdAt }: RunSummary): string {
  return new Date(createdAt).toLocaleString(vscode.env.language, { dateStyle: "medium", timeStyle: "short" });
}

/** A duration for people: "40 s", "4 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return vscode.l10n.t("{0} s", Math.max(1, Math.round(seconds)));
  if (seconds < 5400) return vscode.l10n.t("{0} min", Math.round(seconds / 60));
  return vscode.l10n.t("{0} h", (seconds / 3600).toFixed(1));
}
