import type { BenchRequest, BenchResult } from "../jobs/bench.ts";
import type { JobContext } from "../jobs/jobContext.ts";
import type {
  EvaluateRequest,
  EvaluateResult,
  ExportRequest,
  ExportResult,
  InspectResult,
  ScoredImage,
  ScoreRequest,
  TrainRequest,
  TrainResult,
} from "../jobs/requests.ts";
import type { TrainedRuns } from "../jobs/trainedRuns.ts";
import type { ModelListing } from "../models/registry.ts";
import type { ReportOptions } from "../report/writeReport.ts";

/** The work behind the commands. */
export interface Jobs {
  train(request: TrainRequest, context: JobContext): Promise<TrainResult>;
  resume(run: string, context: JobContext): Promise<TrainResult>;
  score(request: ScoreRequest, context: JobContext): Promise<ScoredImage[]>;
  evaluate(request: EvaluateRequest, context: JobContext): Promise<EvaluateResult>;
  export(request: ExportRequest, context: JobContext): Promise<ExportResult>;
  inspect(path: string, signal: AbortSignal): Promise<InspectResult>;
  bench(request: BenchRequest, context: JobContext): Promise<BenchResult>;
  listModels(extraDirectories: readonly string[]): Promise<ModelListing[]>;
  writeReport(result: EvaluateResult, file: string, options: ReportOptions): Promise<void>;
}

/** Each job is loaded when it is asked for, so that `anople --help` need not wait for native modules. */
export const JOBS: Jobs = {
  train: async (request, context) => (await import("../jobs/train.ts")).trainJob(request, context),
  resume: async (run, context) => (await import("../jobs/train.ts")).resumeJob(run, context),
  score: async (request, context) => (await import("../jobs/score.ts")).scoreJob(request, context, await runs()),
  evaluate: async (request, context) =>
    (await import("../jobs/evaluate.ts")).evaluateJob(request, context, await runs()),
  export: async (request, context) => (await import("../jobs/export.ts")).exportJob(request, context),
  inspect: async (path, signal) => (await import("../jobs/inspect.ts")).inspectJob(path, signal),
  bench: async (request, context) => (await import("../jobs/bench.ts")).benchJob(request, context),
  listModels: async (extra) => (await import("../models/registry.ts")).listModels(extra),
  writeReport: async (result, file, options) =>
    (await import("../report/writeReport.ts")).writeReport(result, file, options),
};

/** Who runs a command trusts what it names. */
async function runs(): Promise<TrainedRuns> {
  return (await import("../jobs/trainedRuns.ts")).openEachTime("any");
}
