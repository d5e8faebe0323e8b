import * as vscode from "vscode";
import type { Preset } from "../protocol/engine.ts";

/** The settings of package.json, as far as they apply to `scope`. */
export function trainingSettings(scope: vscode.Uri): {
  preset: Preset;
  shots: number;
  seed: number;
  overrides: Record<string, unknown>;
  evaluate: boolean;
} {
  const settings = vscode.workspace.getConfiguration("anople.training", scope);
  return {
    preset: settings.get<Preset>("preset", "balanced"),
    shots: settings.get("shots", 1),
    seed: settings.get("seed", 0),
    overrides: settings.get<Record<string, unknown>>("overrides", {}),
    evaluate: settings.get("evaluateAfterwards", true),
  };
}

/** Which threshold scores are compared with; undefined for the run's own. */
export function thresholdRule(scope: vscode.Uri): "mean+3sd" | "max" | "quantile" | undefined {
  const rule = vscode.workspace.getConfiguration("anople.scoring", scope).get<string>("thresholdRule", "recorded");
  return rule === "mean+3sd" || rule === "max" || rule === "quantile" ? rule : undefined;
}

/** Directories of models beside the bundled one; none in Restricted Mode. */
export function modelDirectories(): string[] {
  if (!vscode.workspace.isTrusted) return [];
  return vscode.workspace.getConfiguration("anople").get<string[]>("modelDirectories", []);
}
