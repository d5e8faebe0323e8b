import type { InspectResult } from "../jobs/requests.ts";
import { defineCommand } from "./command.ts";
import { inspectText } from "./inspectText.ts";
import { writeJsonLine } from "./json.ts";

/** `anople inspect` */
export const inspectCommand = defineCommand({
  name: "inspect",
  summary: "Say what a data set, a run or a model holds.",
  description:
    "Tells by its content what PATH is. Of a data set: the layout that was recognised, the images and masks of each category, and " +
    "what is odd. Of a run: what it learnt from, how far it came, its thresholds and results. Of a model: its towers.",
  positionals: { names: "PATH", min: 1, max: 1 },
  flags: { json: { kind: "switch", meaning: "Print all of it as one line of JSON." } },
  examples: [
    { does: "Before a training: is the data set understood?", line: "anople inspect data/hazelnut" },
    { does: "After it: what was that run?", line: "anople inspect runs/hazelnut" },
  ],
  run: async ({ positionals, flags }, { terminal, signal, jobs }) => {
    const result: InspectResult = await jobs.inspect(positionals[0]!, signal);
    if (flags.json) return writeJsonLine(terminal, { type: "result", ...result });
    terminal.out(inspectText(result));
  },
});
