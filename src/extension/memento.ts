import type { Memento } from "vscode";

/** What the extension remembers of a workspace. */
export interface WorkspaceMemory {
  /** Data set folders that the user added, beside those in the workspace. */
  "datasets.added": readonly string[];
  /** The run that images of a folder are scored with, by folder. */
  "runs.chosen": Readonly<Record<string, string>>;
  /** The run that the Results view shows. */
  "runs.selected": string | null;
  /** The run that was being trained when the window was last seen; null when the training ended here. */
  "training.current": string | null;
}

const DEFAULTS: WorkspaceMemory = {
  "datasets.added": [],
  "runs.chosen": {},
  "runs.selected": null,
  "training.current": null,
};

export function recall<K extends keyof WorkspaceMemory>(memento: Memento, key: K): WorkspaceMemory[K] {
  return memento.get(key, DEFAULTS[key]);
}

export async function remember<K extends keyof WorkspaceMemory>(
  memento: Memento,
  key: K,
  value: WorkspaceMemory[K],
): Promise<void> {
  await memento.update(key, value);
}
