import { stat } from "node:fs/promises";
import path from "node:path";
import { AnopleError } from "../base/errors.ts";
import type { ModelListing } from "../models/registry.ts";
import type { CommandContext } from "./command.ts";
import { nearest } from "./nearest.ts";

/** The folders that the user keeps models in, from the variable ANOPLE_MODELS: paths as in PATH. */
export function modelFolders(environment: CommandContext["environment"]): string[] {
  return (environment.ANOPLE_MODELS ?? "").split(path.delimiter).filter((folder) => folder !== "");
}

/**
 * The directory of the model that `--model` means: a path, or the name of a model that `anople models` lists.
 * @throws AnopleError("model") if there is neither
 */
export async function findModel(nameOrPath: string, { environment, jobs }: CommandContext): Promise<string> {
  const isFolder = await stat(nameOrPath).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (isFolder) return path.resolve(nameOrPath);
  const listed = (await jobs.listModels(modelFolders(environment))).filter((model) => model.directory !== "");
  const found = listed.find((model) => modelName(model) === nameOrPath);
  if (found) return found.directory;
  const names = listed.map(modelName);
  const meant = nearest(nameOrPath, names);
  throw new AnopleError(
    "model",
    `There is no model "${nameOrPath}", neither as a folder nor by name.`,
    `${meant ? `Did you mean ${meant}? ` : ""}Known names: ${names.join(", ") || "none"}.`,
  );
}

/** The name by which a model is called: its directory's. */
export function modelName({ directory }: ModelListing): string {
  return path.basename(directory);
}
