import path from "node:path";
import { AnopleError } from "../base/errors.ts";
import { sha256OfFile } from "../base/hash.ts";
import { openSafetensors, type SafetensorsFile } from "../base/safetensors.ts";
import type { ModelConfig } from "./modelConfig.ts";
import { findModelFiles } from "./modelFiles.ts";
import { readModelConfig } from "./readModelConfig.ts";
import { loadTokenizer, type Tokenizer } from "./tokenizer.ts";
import { canonicalWeights, type Weights } from "./weights.ts";

/** A model directory, opened. */
export interface Model {
  readonly config: ModelConfig;
  /** Absolute path. */
  readonly directory: string;
  readonly weights: Weights;
  /** Loaded when first asked for, so that a model without one can still be used for pictures. */
  tokenizer(): Promise<Tokenizer>;
  /** SHA-256 of the weights file: says which model a run was trained with. */
  readonly fingerprint: string;
  close(): Promise<void>;
}

/**
 * Opens a model directory: reads its configuration, checks that the weights fit it, and takes the weights' fingerprint.
 * @throws AnopleError ("model") naming the file and the field or tensor that is missing, damaged or not supported
 */
export async function loadModel(directory: string): Promise<Model> {
  const folder = path.resolve(directory);
  const files = await findModelFiles(folder);
  const config = await readModelConfig(files);
  const file = await openSafetensors(files.weights);
  try {
    const weights = canonicalWeights(file, files.weights, config);
    const logitScale = await readLogitScale(file, files.weights, config.logitScale);
    const fingerprint = await sha256OfFile(files.weights);
    let tokenizer: Promise<Tokenizer> | undefined;
    return {
      config: { ...config, logitScale },
      directory: folder,
      weights,
      tokenizer: () => {
        tokenizer ??= loadTokenizerOf(folder, config);
        return tokenizer;
      },
      fingerprint,
      close: () => weights.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function loadTokenizerOf(folder: string, { text }: ModelConfig): Promise<Tokenizer> {
  if (!text) throw new AnopleError("model", `The model in ${folder} has no text tower.`, "Choose a model with one.");
  return loadTokenizer(folder, text);
}

/** The configuration gives the value that training started from; the weights know where it ended. */
async function readLogitScale(file: SafetensorsFile, weightsFile: string, initial: number): Promise<number> {
  if (!file.has("logit_scale")) return initial;
  const { data } = await file.read("logit_scale");
  const scale = Math.exp(data[0] ?? Number.NaN);
  if (data.length === 1 && Number.isFinite(scale)) return scale;
  throw new AnopleError(
    "model",
    `${weightsFile}: tensor "logit_scale" isn't one finite number.`,
    "Download the file again.",
  );
}
