import path from "node:path";
import { type Config, makeConfig } from "../anople/config.ts";
import { AnopleError } from "../base/errors.ts";
import { loadModel, type Model } from "../models/loadModel.ts";
import { bundledModelDirectory } from "../models/registry.ts";
import type { RunDirectory } from "../runs/runDirectory.ts";
import type { RunRecord } from "../runs/runRecord.ts";

/** Which models may be loaded: in a workspace that is not trusted, only the one that comes with the engine. */
export type AllowedModels = "any" | "bundled";

/**
 * The model that a run was trained with, wherever it lies now. Where only the bundled model is allowed, no other file is
 * opened, whatever the record says.
 *
 * @throws AnopleError("model") when it is another one by now, "untrusted" when it is not allowed
 */
export async function loadRecordedModel(run: RunDirectory, allowed: AllowedModels): Promise<Model> {
  const { model: recorded } = run.record;
  const model = allowed === "any" ? await findRecordedModel(recorded) : await loadModel(bundledModelDirectory());
  if (model.fingerprint === recorded.fingerprint) return model;
  await model.close();
  if (allowed === "bundled") {
    const message = `${run.path} was trained with the model "${recorded.name}", which does not come with AnoPLe.`;
    throw new AnopleError("untrusted", message, "Trust the workspace to load the run's own model.");
  }
  const message = `${model.directory}: the weights are not those that the run was trained with.`;
  throw new AnopleError("model", message, "Put the original model back, or train again.");
}

async function findRecordedModel(recorded: RunRecord["model"]): Promise<Model> {
  const bundled = bundledModelDirectory();
  return loadModel(recorded.directory).catch((cause: unknown) => {
    if (recorded.name !== path.basename(bundled)) throw cause;
    return loadModel(bundled); // the extension was updated or moved
  });
}

/** A run's configuration, checked as anything read from a file. */
export function recordedConfig(run: RunDirectory): Config {
  return makeConfig("balanced", run.record.config, path.join(run.path, "run.json"));
}
