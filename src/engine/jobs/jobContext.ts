import type { LossName } from "../anople/trainGraph.ts";

/** What a job tells while it works. A terminal, a file or a notification shows it. */
export type JobEvent =
  /** A new stage began, such as "Building the graph". */
  | { readonly type: "stage"; readonly stage: string }
  /** `done` of `total` pieces of a stage are finished. */
  | { readonly type: "progress"; readonly stage: string; readonly done: number; readonly total: number }
  | {
      readonly type: "step";
      readonly step: number;
      readonly steps: number;
      readonly losses: Readonly<Record<LossName, number>>;
      readonly learningRate: number;
      readonly gradientNorm: number;
      readonly seconds: number;
    }
  /** Something odd that does not stop the job. */
  | { readonly type: "warning"; readonly message: string; readonly fix: string }
  /** The run directory that the job writes to or reads from. */
  | { readonly type: "run"; readonly path: string };

export interface JobContext {
  /** Aborting stops the job within a second with an AnopleError("cancelled"). */
  readonly signal: AbortSignal;
  report(event: JobEvent): void;
  /** Awaited between heavy pieces of work, which block the process: gives what else it does a moment. */
  breathe?(): Promise<void>;
}
