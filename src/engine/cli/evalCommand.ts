import path from "node:path";
import type { EvaluateResult } from "../jobs/requests.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { evaluationJson } from "./evaluationJson.ts";
import { evaluationText } from "./evaluationText.ts";
import { OUTPUT_FLAGS } from "./flags.ts";
import { writeJsonLine } from "./json.ts";
import { prepareOutputFile } from "./outputFile.ts";
import { createProgress, progressMode } from "./progress.ts";
import { shortPath } from "./shortPath.ts";
import { printable } from "./terminal.ts";
import { THRESHOLD_FLAG } from "./thresholdFlag.ts";

/** `anople eval` */
export const evalCommand = defineCommand({
  name: "eval",
  summary: "Measure a run on labelled test images.",
  description:
    "Scores the test images of FOLDER and compares with their labels and masks. The images that the run learnt from are left out. " +
    "Writes metrics.json, scores.csv and small anomaly maps into the run.",
  positionals: { names: "RUN FOLDER", min: 2, max: 2 },
  flags: {
    category: { kind: "list", value: "NAME", meaning: "Evaluate these categories only." },
    maps: { kind: "switch", meaning: "Write anomaly maps as float32 TIFF into the run, in MVTec AD's folders." },
    threshold: THRESHOLD_FLAG,
    report: {
      kind: "value",
      value: "FILE.html",
      meaning: "Write a report with pictures into one self-contained file.",
    },
    ...OUTPUT_FLAGS,
  },
  examples: [
    { does: "Tables on the terminal", line: "anople eval runs/hazelnut data/hazelnut" },
    { does: "A report to look at and pass on", line: "anople eval runs/hazelnut data/hazelnut --report report.html" },
    {
      does: "One number for a script",
      line: "anople eval runs/hazelnut data/hazelnut --json | tail -n 1 | jq .image.auroc",
    },
  ],
  run: async ({ positionals, flags }, context) => {
    const { terminal, signal, jobs } = context;
    const [run, folder] = positionals;
    const { category: categories, threshold, maps } = flags;
    const report = flags.report === undefined ? null : await prepareOutputFile("report", flags.report);
    const progress = createProgress(terminal, progressMode(flags, terminal));
    let result: EvaluateResult;
    try {
      const request = {
        run: run!,
        folder: folder!,
        writeMaps: maps,
        ...(categories.length > 0 && { categories }),
        ...(threshold !== undefined && { threshold }),
      };
      result = await jobs.evaluate(request, { signal, report: progress.report });
      if (report !== null) await writeReport(result, report, context, progress.report);
    } finally {
      progress.end();
    }
    if (flags.json) return writeJsonLine(terminal, { type: "result", ...evaluationJson(result), report });
    terminal.out(evaluationText(result));
    const files = ["metrics.json", "scores.csv", ...(maps ? ["maps"] : [])].map((name) => path.join(result.run, name));
    terminal.out("\n");
    for (const file of [...files, ...(report === null ? [] : [report])])
      terminal.out(`Written: ${printable(shortPath(file))}\n`);
  },
});

async function writeReport(
  result: EvaluateResult,
  file: string,
  { jobs, signal }: CommandContext,
  report: ReturnType<typeof createProgress>["report"],
): Promise<void> {
  const stage = "Writing the report";
  report({ type: "stage", stage });
  const names = result.categories.map(({ category }) => category);
  const title = names.length === 1 ? names[0]! : `${names.length} categories`;
  const onPicture = (done: number, total: number) => report({ type: "progress", stage, done, total });
  await jobs.writeReport(result, file, { title, signal, onPicture });
}
