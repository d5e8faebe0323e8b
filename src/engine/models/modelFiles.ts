import { readdir } from "node:fs/promises";
import path from "node:path";
import { AnopleError, messageOf } from "../base/errors.ts";
import { OPEN_CLIP_NAMES, openClipArchitecture } from "./openClipConfigs.ts";

/** Which files of a directory make up the model; paths are absolute. */
export type ModelFiles =
  | { layout: "huggingface"; weights: string; config: string; preprocessor: string | null }
  | { layout: "open_clip"; weights: string; config: string }
  /** Weights without a configuration, named after an architecture that open_clip knows. */
  | { layout: "named"; weights: string; modelCfg: unknown };

const HF_CONFIG = "config.json";
const OPEN_CLIP_CONFIG = "open_clip_config.json";
const HF_WEIGHTS = "model.safetensors";
const OPEN_CLIP_WEIGHTS = "open_clip_model.safetensors";

/** Whether a folder with these files may be a model directory, whole or not. */
export function looksLikeModel(names: readonly string[]): boolean {
  return names.some((name) => name === OPEN_CLIP_CONFIG || name.endsWith(".safetensors"));
}

/**
 * Finds a model's files: config.json with model.safetensors (Hugging Face), open_clip_config.json with
 * open_clip_model.safetensors or model.safetensors (open_clip), or weights whose own or whose folder's name holds an
 * architecture's name. Where a folder has both layouts, open_clip's is taken only if Hugging Face's is incomplete.
 * @throws AnopleError ("model") saying which file is missing
 */
export async function findModelFiles(directory: string): Promise<ModelFiles> {
  const folder = path.resolve(directory);
  const names = await readdir(folder).catch((cause) => {
    const hint = "Give the path of a folder that holds a model, or leave it out to use the bundled one.";
    throw new AnopleError("model", `Model directory ${folder} can't be read (${messageOf(cause)}).`, hint, { cause });
  });
  const at = (name: string) => path.join(folder, name);
  const first = (...wanted: string[]) => wanted.find((name) => names.includes(name));

  if (names.includes(HF_CONFIG) && names.includes(HF_WEIGHTS)) {
    const preprocessor = first("preprocessor_config.json");
    return {
      layout: "huggingface",
      weights: at(HF_WEIGHTS),
      config: at(HF_CONFIG),
      preprocessor: preprocessor === undefined ? null : at(preprocessor),
    };
  }
  const weights = first(OPEN_CLIP_WEIGHTS, HF_WEIGHTS);
  if (names.includes(OPEN_CLIP_CONFIG) && weights !== undefined)
    return { layout: "open_clip", weights: at(weights), config: at(OPEN_CLIP_CONFIG) };
  if (!names.includes(HF_CONFIG) && !names.includes(OPEN_CLIP_CONFIG)) {
    const named = weights ?? names.find((name) => name.endsWith(".safetensors") && openClipArchitecture(name));
    const architecture =
      named === undefined ? null : (openClipArchitecture(named) ?? openClipArchitecture(path.basename(folder)));
    if (named !== undefined && architecture)
      return { layout: "named", weights: at(named), modelCfg: architecture.modelCfg };
    if (named !== undefined)
      throw new AnopleError(
        "model",
        `Model directory ${folder} has ${named}, but neither ${HF_CONFIG} nor ${OPEN_CLIP_CONFIG}.`,
        `Put the model's configuration beside it, or name the folder after its architecture (${OPEN_CLIP_NAMES.join(", ")}).`,
      );
  }
  throw new AnopleError("model", `Model directory ${folder} has no ${missingWeights(names)}.`, hintForWeights(names));
}

function missingWeights(names: readonly string[]): string {
  if (names.includes(HF_CONFIG)) return HF_WEIGHTS;
  return names.includes(OPEN_CLIP_CONFIG) ? OPEN_CLIP_WEIGHTS : `${HF_WEIGHTS} or ${OPEN_CLIP_WEIGHTS}`;
}

function hintForWeights(names: readonly string[]): string {
  if (names.some((name) => name.endsWith(".safetensors.index.json")))
    return "Weights split over several files can't be loaded: save the model as one safetensors file.";
  if (names.some((name) => /\.(bin|pt|pth)$/.test(name)))
    return "PyTorch's own weight files can't be loaded: save the model as safetensors.";
  return "Copy the model's weights there; they must be in the safetensors format.";
}
