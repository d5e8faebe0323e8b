import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { ioError } from "../base/atomicFile.ts";
import { AnopleError, throwIfCancelled } from "../base/errors.ts";
import { openSafetensors } from "../base/safetensors.ts";
import { indexDataset } from "../data/datasetIndex.ts";
import { findModelFiles, looksLikeModel } from "../models/modelFiles.ts";
import { readModelConfig } from "../models/readModelConfig.ts";
import { canonicalWeights } from "../models/weights.ts";
import { listRuns } from "../runs/listRuns.ts";
import { openRun } from "../runs/openRun.ts";
import { RECORD_NAME } from "../runs/readRunRecord.ts";
import type { InspectResult } from "./requests.ts";

/** Files by which a model without weights is told from a data set. */
const MODEL_CONFIGS = ["config.json", "open_clip_config.json"];

/**
 * Says what a path is: a run directory (it has a run.json), a model directory (weights or a model's configuration) or a
 * data set. A model's configuration and tensors are checked, a data set is indexed; no picture is decoded.
 *
 * @param location a folder, or a file of a run or a model
 * @throws AnopleError "io" if it can't be read, "usage" for any other file, "data", "run" or "model" if its content can't
 *   be used, "cancelled"
 */
export async function inspectJob(location: string, signal: AbortSignal): Promise<InspectResult> {
  throwIfCancelled(signal);
  const directory = await directoryOf(path.resolve(location));
  const names = await readdir(directory).catch((error) => {
    throw ioError("read", directory, error);
  });
  if (names.includes(RECORD_NAME)) return inspectRun(directory);
  if (looksLikeModel(names)) return inspectModel(directory);
  try {
    return { kind: "dataset", index: await indexDataset(directory, signal) };
  } catch (error) {
    if (!(error instanceof AnopleError) || error.code !== "data") throw error;
    if (names.some((name) => MODEL_CONFIGS.includes(name))) return inspectModel(directory);
    const [run] = await listRuns(directory);
    if (!run) throw error;
    const hint = `Name one of them, such as ${run.path}.`;
    throw new AnopleError("usage", `${directory} is a folder of runs.`, hint, { cause: error });
  }
}

async function directoryOf(location: string): Promise<string> {
  try {
    if ((await stat(location)).isDirectory()) return location;
  } catch (error) {
    throw ioError("read", location, error);
  }
  const name = path.basename(location);
  if (name === RECORD_NAME || MODEL_CONFIGS.includes(name) || looksLikeModel([name])) return path.dirname(location);
  throw new AnopleError(
    "usage",
    `${location} is a file that belongs to no run or model.`,
    "Name the folder of a data set, a run or a model.",
  );
}

async function inspectRun(directory: string): Promise<InspectResult> {
  const run = await openRun(directory);
  return { kind: "run", path: run.path, record: run.record, metrics: await run.readMetrics() };
}

async function inspectModel(directory: string): Promise<InspectResult> {
  const files = await findModelFiles(directory);
  const config = await readModelConfig(files);
  const weights = await openSafetensors(files.weights);
  try {
    canonicalWeights(weights, files.weights, config);
    // Position ids are numbered places, not something learnt.
    const learnt = weights.names().filter((name) => !name.endsWith("position_ids"));
    const parameters = learnt.reduce((sum, name) => sum + weights.shapeOf(name).reduce((a, b) => a * b, 1), 0);
    return { kind: "model", directory, config, parameters };
  } finally {
    await weights.close();
  }
}
