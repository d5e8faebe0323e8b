import { AnopleError } from "../base/errors.ts";
import { shellQuote } from "../base/shellQuote.ts";
import type { JobContext } from "../jobs/jobContext.ts";
import type { TrainResult } from "../jobs/requests.ts";
import { formatDuration } from "../report/format.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { evaluationJson } from "./evaluationJson.ts";
import { writeJsonLine } from "./json.ts";
import { createProgress, progressMode } from "./progress.ts";
import { type SeedSample, samplesOf, seedsText, summariseSeeds } from "./seedTables.ts";
import { shortPath } from "./shortPath.ts";
import { printable } from "./terminal.ts";
import { hasTestImages, plannedRuns, TRAIN_FLAGS, type TrainArguments } from "./trainArguments.ts";
import type { PlannedRun } from "./trainPlan.ts";

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
  flags: TRAIN_FLAGS,
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
    const plan = await plannedRuns(args, context);
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

async function evaluate(
  { flags }: TrainArguments,
  { request }: PlannedRun,
  run: string,
  samples: SeedSample[],
  context: CommandContext,
): Promise<FinishedRun["evaluation"]> {
  const { folder, categories, seed } = request;
  const wanted = { run, folder, writeMaps: false, ...(categories && { categories }) };
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
    writeJsonLine(terminal, { type: "result", ...first, runs, summary });
    return;
  }
  for (const { run, seconds } of runs)
    terminal.out(`Trained ${printable(shortPath(run))} in ${formatDuration(seconds)}\n`);
  if (samples.length > 0) terminal.out(`\n${seedsText(samples)}`);
  else if (flags.seeds !== undefined) terminal.out("Not evaluated: the folder has no anomalous image to test on.\n");
  if (runs.length > 1) return;
  const run = shellQuote(shortPath(runs[0]!.run));
  if (positionals[0] !== undefined) terminal.out(`Evaluate it: anople eval ${run} ${shellQuote(positionals[0])}\n`);
  terminal.out(`Score images: anople score ${run} IMAGE…\n`);
}
