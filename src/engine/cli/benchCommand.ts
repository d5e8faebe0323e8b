import { AnopleError } from "../base/errors.ts";
import { defineCommand } from "./command.ts";
import { OUTPUT_FLAGS } from "./flags.ts";
import { writeJsonLine } from "./json.ts";
import { findModel } from "./modelByName.ts";
import { createProgress, progressMode } from "./progress.ts";
import { formatTable } from "./table.ts";

const DEFAULT_REPEAT = 8;

/** `anople bench` */
export const benchCommand = defineCommand({
  name: "bench",
  summary: "Measure training, scoring and memory on this machine.",
  description:
    "Times the training step and scoring beside what they are made of, bare matrix products and the plain image tower, in one " +
    "process. The ratios can be compared between machines; the times can't. Nothing is kept.",
  positionals: { names: "", min: 0, max: 0 },
  flags: {
    model: { kind: "value", value: "DIR|NAME", meaning: "Model to measure. Default: the bundled model." },
    repeat: { kind: "value", value: "N", meaning: `Repetitions; medians are shown. Default: ${DEFAULT_REPEAT}.` },
    ...OUTPUT_FLAGS,
  },
  examples: [{ does: "The bundled model", line: "anople bench" }],
  run: async ({ flags }, context) => {
    const { terminal, signal, jobs } = context;
    const repeat = Number(flags.repeat ?? DEFAULT_REPEAT);
    if (!Number.isInteger(repeat) || repeat < 1 || repeat > 1000)
      throw new AnopleError("usage", `--repeat is "${flags.repeat}".`, "Give a whole number from 1 to 1000.");
    const model = flags.model === undefined ? {} : { model: await findModel(flags.model, context) };
    const progress = createProgress(terminal, progressMode(flags, terminal));
    try {
      const result = await jobs.bench({ ...model, repeat }, { signal, report: progress.report });
      progress.end();
      if (flags.json) return writeJsonLine(terminal, { type: "result", ...result });
      const { matmul, training, scoring, peakMemory } = result;
      const rows = [
        ["bare matrix products", "", `${matmul.gflops.toFixed(0)} GFLOP/s`],
        [
          `training step, ${training.views} views`,
          `${training.stepMs.toFixed(0)} ms`,
          `${training.gflops.toFixed(0)} GFLOP/s as two forwards, ${percent(training.shareOfMatmul)} of the products`,
        ],
        ["training graph, build", `${training.buildMs.toFixed(0)} ms`, ""],
        ["plain image tower, one image", `${scoring.towerMs.toFixed(0)} ms`, ""],
        ["scoring, memory of the prompted tower", ...scored(scoring.prompted)],
        ["scoring, memory of the frozen tower", ...scored(scoring.frozen)],
        ["peak memory after training", `${peakMemory.trainingMb.toFixed(0)} MB`, "resident set"],
        ["peak memory after scoring", `${peakMemory.scoringMb.toFixed(0)} MB`, "resident set"],
      ];
      terminal.out(`${result.model}, views of ${result.viewSize} px, medians of ${repeat}\n`);
      terminal.out(formatTable([{ title: "" }, { title: "median" }, { title: "ratio" }], rows));
    } finally {
      progress.end();
    }
  },
});

function scored({ imageMs, timesTower }: { imageMs: number; timesTower: number }): [string, string] {
  return [`${imageMs.toFixed(0)} ms`, `${timesTower.toFixed(2)} × the plain tower`];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
