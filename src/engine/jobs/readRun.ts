import * as v from "valibot";
import { AnopleError } from "../base/errors.ts";
import { openRun } from "../runs/openRun.ts";
import { type RunSummary, summariseRuns } from "./summariseRuns.ts";

interface TrainingStep {
  step: number;
  losses: Record<string, number>;
  learningRate: number;
  gradientNorm: number;
  /** Since the training, or its last part, began. */
  seconds: number;
}

/** All that the page of a run shows. */
interface RunDetails {
  summary: RunSummary;
  /** Evenly thinned where they are many. */
  training: TrainingStep[];
  support: { category: string; path: string }[];
  config: Record<string, unknown>;
  versions: { engine: string; node: string; onnxruntime: string };
}

/** More points than a chart has pixels. */
const MAX_STEPS = 1000;

const stepSchema = v.object({
  type: v.literal("step"),
  step: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  losses: v.record(v.string(), v.number()),
  learningRate: v.number(),
  gradientNorm: v.number(),
  seconds: v.number(),
});

/** @throws AnopleError "run" for what is no run or broken, "io" if it can't be read */
export async function readRunDetails(location: string): Promise<RunDetails> {
  const run = await openRun(location);
  const { categories, config, engine, node, onnxruntime } = run.record;
  const training: TrainingStep[] = [];
  for (const event of await run.readEvents()) {
    const result = v.safeParse(stepSchema, event);
    if (!result.success) continue; // a log may hold more than steps, and be damaged
    const { type: _, ...step } = result.output;
    training.push(step);
  }
  return {
    summary: await summaryOf(run.path),
    training: thin(training, MAX_STEPS),
    support: categories.flatMap(({ name, support }) => support.map((file) => ({ category: name, path: file.path }))),
    config,
    versions: { engine, node, onnxruntime },
  };
}

/** The summary of a run that was opened before. */
export async function summaryOf(run: string): Promise<RunSummary> {
  const [summary] = await summariseRuns([run]);
  if (summary) return summary;
  throw new AnopleError("run", `${run} is gone.`, "Choose another run.");
}

/** `count` items at even distances, the first and the last among them. */
function thin<T>(items: T[], count: number): T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))]!);
}
