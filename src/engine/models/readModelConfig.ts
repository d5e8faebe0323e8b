import path from "node:path";
import { AnopleError } from "../base/errors.ts";
import { readHfConfig } from "./hfConfig.ts";
import { readJsonFile } from "./jsonFile.ts";
import type { ModelConfig } from "./modelConfig.ts";
import type { ModelFiles } from "./modelFiles.ts";
import { readOpenClipConfig } from "./openClipConfig.ts";

/**
 * Reads and checks a model's configuration, whatever its layout. The input size is rounded down to whole patches.
 * @throws AnopleError ("model") naming the file and the field: unknown architecture, missing or impossible values
 */
export async function readModelConfig(files: ModelFiles): Promise<ModelConfig> {
  const name = path.basename(path.dirname(files.weights));
  const { config, file } = await readAny(name, files);
  for (const [tower, side] of [
    [config.vision, "image"],
    [config.text, "text"],
  ] as const)
    if (tower && (tower.heads < 1 || tower.width % tower.heads !== 0))
      throw impossible(file, `the ${side} tower's width ${tower.width} can't be split into ${tower.heads} heads`);
  const { patchSize, imageSize } = config.vision;
  if (patchSize > Math.min(imageSize, config.inputSize))
    throw impossible(
      file,
      `a patch of ${patchSize} pixels is larger than the picture (${imageSize}, ${config.inputSize})`,
    );
  return { ...config, inputSize: config.inputSize - (config.inputSize % patchSize) };
}

async function readAny(name: string, files: ModelFiles): Promise<{ config: ModelConfig; file: string }> {
  switch (files.layout) {
    case "named":
      return { config: readOpenClipConfig(name, { model_cfg: files.modelCfg }, files.weights), file: files.weights };
    case "open_clip":
      return { config: readOpenClipConfig(name, await readJsonFile(files.config), files.config), file: files.config };
    case "huggingface": {
      const given = { fields: await readJsonFile(files.config), file: files.config };
      const { preprocessor: file } = files;
      const preprocessor = file === null ? null : { fields: await readJsonFile(file), file };
      return { config: readHfConfig(name, given, preprocessor), file: files.config };
    }
  }
}

function impossible(file: string, what: string): AnopleError {
  return new AnopleError("model", `${file}: ${what}.`, "Download the model's configuration again.");
}
