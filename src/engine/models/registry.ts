import { existsSync, readFileSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { AnopleError, messageOf } from "../base/errors.ts";
import type { ModelConfig } from "./modelConfig.ts";
import { findModelFiles, looksLikeModel } from "./modelFiles.ts";
import { readModelConfig } from "./readModelConfig.ts";

/** One line of `anople models`. */
export interface ModelListing {
  /** Absolute path. */
  readonly directory: string;
  readonly bundled: boolean;
  /** null where the model can't be used; then `problem` says why. */
  readonly config: ModelConfig | null;
  /** Size of the weights file, 0 where there is none. */
  readonly bytes: number;
  readonly problem: string | null;
}

/**
 * The directory of the model that comes with the engine.
 * @throws AnopleError ("model") where the installation lacks it
 */
export function bundledModelDirectory(): string {
  // Upward from wherever the bundler put this module, to the package that it belongs to.
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!isOwnPackage(path.join(folder, "package.json"))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw incomplete("its package.json can't be found");
    folder = parent;
  }
  const directory = path.join(folder, "media", "models", "anople-mini");
  if (!existsSync(directory)) throw incomplete(`${directory} is missing`);
  return directory;
}

/**
 * The bundled model and those in other directories, each of which is a model directory or a folder of model directories. Reads
 * configurations only. A model that can't be used is listed with its problem; nothing is thrown.
 */
export async function listModels(extraDirectories: readonly string[]): Promise<ModelListing[]> {
  const listings: ModelListing[] = [];
  try {
    listings.push(await describe(bundledModelDirectory(), true));
  } catch (error) {
    listings.push({ directory: "", bundled: true, config: null, bytes: 0, problem: messageOf(error) });
  }
  for (const extra of extraDirectories)
    for (const directory of await modelDirectories(path.resolve(extra)))
      listings.push(await describe(directory, false));
  return listings;
}

function isOwnPackage(file: string): boolean {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { name?: unknown }).name === "anople";
  } catch {
    return false;
  }
}

function incomplete(what: string): AnopleError {
  return new AnopleError(
    "model",
    `The bundled model isn't there: ${what}.`,
    "Install AnoPLe again, or name a model directory.",
  );
}

/** `directory` itself, or those of its subfolders that look like models. */
async function modelDirectories(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  if (looksLikeModel(entries.map((entry) => entry.name))) return [directory];
  const inside: string[] = [];
  for (const entry of entries) {
    const child = path.join(directory, entry.name);
    // readdir fails on what isn't a folder, and follows links to folders.
    if (looksLikeModel(await readdir(child).catch(() => []))) inside.push(child);
  }
  return inside.length > 0 ? inside.sort() : [directory];
}

async function describe(directory: string, bundled: boolean): Promise<ModelListing> {
  try {
    const files = await findModelFiles(directory);
    const { size } = await stat(files.weights);
    return { directory, bundled, config: await readModelConfig(files), bytes: size, problem: null };
  } catch (error) {
    return { directory, bundled, config: null, bytes: 0, problem: messageOf(error) };
  }
}
