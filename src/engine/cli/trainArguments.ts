import path from "node:path";
import type { PresetName } from "../anople/config.ts";
import { AnopleError } from "../base/errors.ts";
import type { DatasetIndex } from "../data/datasetIndex.ts";
import type { CommandContext } from "./command.ts";
import { type Arguments, OUTPUT_FLAGS, wholeNumber } from "./flags.ts";
import { findModel } from "./modelByName.ts";
import { type PlannedRun, parseSeeds, planRuns } from "./trainPlan.ts";
import { readSettings } from "./trainSettings.ts";

const PRESET_NAMES = ["fast", "balanced", "thorough"] as const satisfies readonly PresetName[];

/** The flags of `anople train`. */
export const TRAIN_FLAGS = {
  shots: { kind: "value", value: "K", meaning: "Normal images to learn from, of each category.", default: "1" },
  support: { kind: "list", value: "FILE", meaning: "Learn from these normal images instead of a draw." },
  seed: {
    kind: "value",
    value: "N",
    meaning: "Decides the draw, the initial values and the simulated defects.",
    default: "0",
  },
  seeds: {
    kind: "value",
    value: "N,N,…",
    meaning: "Train a run with each seed, evaluate it on the folder's test images, and report mean ± sd.",
  },
  preset: {
    kind: "value",
    value: "NAME",
    meaning: "How much work to spend.",
    default: "balanced",
    choices: PRESET_NAMES,
  },
  model: {
    kind: "value",
    value: "DIR|NAME",
    meaning: "Model directory, or a name that `anople models` lists. Default: the bundled model.",
  },
  out: {
    kind: "value",
    value: "DIR",
    meaning: "Run directory; with several runs, the folder of theirs. Default: a new one in FOLDER/.anople/runs.",
  },
  category: { kind: "list", value: "NAME", meaning: "Learn these categories only." },
  "per-category": { kind: "switch", meaning: "Train one run for each category instead of one for all of them." },
  config: {
    kind: "value",
    value: "FILE.json",
    meaning: "Settings that differ from the preset's, as in docs/configuration.md.",
  },
  set: { kind: "list", value: "FIELD=VALUE", meaning: "Single settings; they win over --config." },
  resume: { kind: "value", value: "RUN", meaning: "Go on with a run that was stopped or killed." },
  ...OUTPUT_FLAGS,
} as const;

export type TrainArguments = Arguments<typeof TRAIN_FLAGS>;

/**
 * The runs that the arguments ask for.
 * @throws AnopleError "usage" for arguments that are wrong or contradict each other; "data", "model" or "io" where what
 *   they name can't be used
 */
export async function plannedRuns(args: TrainArguments, context: CommandContext): Promise<PlannedRun[]> {
  const { flags, given } = args;
  const folder = path.resolve(args.positionals[0]!);
  if (given.has("seed") && flags.seeds !== undefined)
    throw new AnopleError("usage", "--seed and --seeds are both given.", "Give one of them.");
  const support = flags.support.length > 0 ? flags.support : undefined;
  if (support && flags["per-category"])
    throw new AnopleError(
      "usage",
      "--support can't be combined with --per-category.",
      "Train the categories one by one.",
    );
  const shots = support && !given.has("shots") ? support.length : wholeNumber("shots", flags.shots, 1);
  if (support && shots !== support.length)
    throw new AnopleError("usage", `--shots is ${shots}, but --support names ${support.length}.`, "Leave --shots out.");
  const seeds = flags.seeds === undefined ? [wholeNumber("seed", flags.seed, 0)] : parseSeeds(flags.seeds);
  const { settings, origin } = await readSettings(flags.preset, flags.config, flags.set);
  const model = flags.model === undefined ? undefined : await findModel(flags.model, context);
  const categories = flags.category.length > 0 ? flags.category : undefined;
  return planRuns({
    base: {
      folder,
      shots,
      preset: flags.preset,
      settings,
      settingsOrigin: origin,
      ...(support && { support }),
      ...(model !== undefined && { model }),
    },
    seeds,
    perCategory: flags["per-category"],
    ...(flags["per-category"]
      ? { categories: categories ?? (await categoryNames(folder, context)) }
      : categories && { categories }),
    ...(flags.out !== undefined && { out: path.resolve(flags.out) }),
  });
}

/** Whether runs can be evaluated: without an anomalous image there is nothing to measure. */
export async function hasTestImages(args: TrainArguments, context: CommandContext): Promise<boolean> {
  const { categories } = await indexOf(args.positionals[0]!, context);
  const wanted = args.flags.category;
  return categories
    .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    .some(({ items }) => items.some(({ label }) => label === 1));
}

async function categoryNames(folder: string, context: CommandContext): Promise<string[]> {
  const { categories } = await indexOf(folder, context);
  return categories.map(({ name }) => name);
}

async function indexOf(folder: string, { jobs, signal }: CommandContext): Promise<DatasetIndex> {
  const found = await jobs.inspect(folder, signal);
  if (found.kind === "dataset") return found.index;
  throw new AnopleError("data", `${folder} is a ${found.kind}, not a data set.`, "Name a folder of images.");
}
