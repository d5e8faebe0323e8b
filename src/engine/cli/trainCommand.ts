import path from "node:path";
import { AnopleError } from "../base/errors.ts";
import type { JobContext } from "../jobs/jobContext.ts";
import type { TrainResult } from "../jobs/requests.ts";
import type { evaluationJson } from "../report/evaluationJson.ts";
import { formatDuration } from "../report/format.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { type Arguments, OUTPUT_FLAGS, wholeNumber } from "./flags.ts";
import { writeJsonLine } from "./json.ts";
import { findModel } from "./modelByName.ts";
import { createProgress, progressMode } from "./progress.ts";
import { type SeedSample, samplesOf, seedsText, summariseSeeds } from "./seedTables.ts";
import { shellQuote } from "./shellQuote.ts";
import { printable } from "./terminal.ts";
import { type PlannedRun, parseSeeds, planRuns } from "./trainPlan.ts";
import { readSettings } from "./trainSettings.ts";

const FLAGS = {
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
    choices: ["fast", "balanced", "thorough"],
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

type TrainArguments = Arguments<typeof FLAGS>;

/** What --json tells about one run. */
interface FinishedRun {
  readonly run: string;
  readonly seed: number;
  /** Null for a run over all categories that were asked for. */
  readonly category: string | null;
  readonly seconds: number;
  readonly evaluation: ReturnType<typeof evaluationJson> | null;
}

/** `anople train` */
export const trainCommand = defineCommand({
  name: "train",
  summary: "Learn what normal looks like from a few images.",
  description:
    "Trains on FOLDER: one category or a folder of categories, laid out as in MVTec AD (train/good, test/<defect>, ground_truth), " +
    "as good/ and bad/, or as normal images alone. Writes a run directory, which the other commands take.",
  positionals: { names: "FOLDER", min: 1, max: 1, unless: "resume" },
  otherUsage: ["anople train --resume RUN"],
  flags: FLAGS,
  examples: [
    { does: "Learn from one image, with the bundled model", line: "anople train data/hazelnut" },
    {
      does: "Four images of your choice",
      line: "anople train parts --support parts/a.png parts/b.png parts/c.png parts/d.png",
    },
    {
      does: "How much does the choice of images matter?",
      line: "anople train data/hazelnut --seeds 0,1,2 --out runs/hazelnut",
    },
    { does: "A quick try with fewer steps", line: "anople train data/hazelnut --preset fast --set steps=40" },
    {
      does: "Go on after Ctrl-C or a crash",
      line: "anople train --resume data/hazelnut/.anople/runs/20260131-120000-hazelnut",
    },
  ],
  run: async (args, context) => {
    if (args.flags.resume !== undefined) return resume(args, args.flags.resume, context);
    const plan = await makePlan(args, context);
    const evaluates = args.flags.seeds !== undefined && (await hasTestImages(args, context));
    const samples: SeedSample[] = [];
    const runs: FinishedRun[] = [];
    for (const planned of plan) {
      const announce = plan.length > 1 && !args.flags.json && !args.flags.quiet;
      if (announce) context.terminal.err(`${title(planned, runs.length + 1, plan.length)}\n`);
      const trained = await withProgress(args, context, (job) => context.jobs.train(planned.request, job));
      const evaluation = evaluates ? await evaluate(args, planned, trained.run, samples, context) : null;
      const { run, seconds } = trained;
      runs.push({ run, seconds, seed: planned.request.seed, category: planned.category, evaluation });
    }
    show(args, runs, samples, context);
  },
});

async function resume(args: TrainArguments, run: string, context: CommandContext): Promise<void> {
  const others = [...args.given].filter((flag) => !["resume", "json", "quiet", "debug"].includes(flag));
  if (others.length > 0)
    throw new AnopleError(
      "usage",
      `--${others[0]} can't be combined with --resume.`,
      "A resumed run keeps the settings that it was started with.",
    );
  const result = await withProgress(args, context, (job) => context.jobs.resume(run, job));
  const { seed } = result.record;
  show(args, [{ run: result.run, seed, category: null, seconds: result.seconds, evaluation: null }], [], context);
}

async function makePlan(args: TrainArguments, context: CommandContext): Promise<PlannedRun[]> {
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

async function categoryNames(folder: string, context: CommandContext): Promise<string[]> {
  const { categories } = await indexOf(folder, context);
  return categories.map(({ name }) => name);
}

/** Without an anomalous image there is nothing to evaluate. */
async function hasTestImages(args: TrainArguments, context: CommandContext): Promise<boolean> {
  const { categories } = await indexOf(args.positionals[0]!, context);
  const wanted = args.flags.category;
  return categories
    .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    .some(({ items }) => items.some(({ label }) => label === 1));
}

async function indexOf(folder: string, { jobs, signal }: CommandContext) {
  const found = await jobs.inspect(folder, signal);
  if (found.kind === "dataset") return found.index;
  throw new AnopleError("data", `${folder} is a ${found.kind}, not a data set.`, "Name a folder of images.");
}

async function evaluate(
  { flags }: TrainArguments,
  { request }: PlannedRun,
  run: string,
  samples: SeedSample[],
  context: CommandContext,
): Promise<FinishedRun["evaluation"]> {
  const { folder, categories, seed } = request;
  const wanted = { run, folder, writeMaps: false, ...(categories && { categories }) };
  const { evaluationJson } = await import("../report/evaluationJson.ts");
  const progress = createProgress(context.terminal, progressMode(flags, context.terminal));
  try {
    const result = await context.jobs.evaluate(wanted, { signal: context.signal, report: progress.report });
    samples.push(...samplesOf(seed, result));
    return evaluationJson(result);
  } finally {
    progress.end();
  }
}

/** Runs a training with its progress shown; a stopped one says how to go on. */
async function withProgress(
  { flags }: TrainArguments,
  { terminal, signal }: CommandContext,
  work: (job: JobContext) => Promise<TrainResult>,
): Promise<TrainResult> {
  const progress = createProgress(terminal, progressMode(flags, terminal));
  let run: string | null = null;
  try {
    return await work({
      signal,
      report: (event) => {
        if (event.type === "run") run = event.path;
        progress.report(event);
      },
    });
  } catch (error) {
    if (!(error instanceof AnopleError) || error.code !== "cancelled" || run === null) throw error;
    const hint = `The run is kept. Go on with: anople train --resume ${shellQuote(run)}`;
    throw new AnopleError("cancelled", error.message, hint, { cause: error });
  } finally {
    progress.end();
  }
}

function title({ category, request }: PlannedRun, number: number, count: number): string {
  const what = category === null ? "" : ` ${printable(category)},`;
  return `\nRun ${number} of ${count}:${what} seed ${request.seed}`;
}

function show(
  { flags, positionals }: TrainArguments,
  runs: readonly FinishedRun[],
  samples: readonly SeedSample[],
  { terminal }: CommandContext,
): void {
  if (flags.json) {
    const first = runs.length === 1 ? { run: runs[0]!.run } : {};
    const summary = samples.length > 0 ? summariseSeeds(samples) : null;
    return writeJsonLine(terminal, { type: "result", ...first, runs, summary });
  }
  for (const { run, seconds } of runs) terminal.out(`Trained ${printable(run)} in ${formatDuration(seconds)}\n`);
  if (samples.length > 0) return terminal.out(`\n${seedsText(samples)}`);
  if (flags.seeds !== undefined) terminal.out("Not evaluated: the folder has no anomalous image to test on.\n");
  if (runs.length > 1) return;
  const run = shellQuote(path.relative("", runs[0]!.run) || ".");
  if (positionals[0] !== undefined) terminal.out(`Evaluate it: anople eval ${run} ${shellQuote(positionals[0])}\n`);
  terminal.out(`Score images: anople score ${run} IMAGE…\n`);
}
