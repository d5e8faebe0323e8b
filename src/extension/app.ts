import type * as vscode from "vscode";
import type { DatasetStore } from "./datasets/datasetStore.ts";
import type { Engine } from "./engine/engine.ts";
import type { RunStore } from "./runs/runStore.ts";
import type { Tasks } from "./tasks.ts";
import type { Trainings } from "./training/trainings.ts";

/** What the commands and views share. */
export interface App {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly engine: Engine;
  readonly datasets: DatasetStore;
  readonly runs: RunStore;
  readonly tasks: Tasks;
  readonly trainings: Trainings;
}
