import { writeFileAtomic } from "../base/atomicFile.ts";
import { PARTS, type ScoredImage } from "../jobs/requests.ts";
import { scoresCsv } from "../jobs/scoresCsv.ts";
import { countOf, formatScore } from "../report/format.ts";
import { defineCommand } from "./command.ts";
import { OUTPUT_FLAGS } from "./flags.ts";
import { jsonText, writeJsonLine } from "./json.ts";
import { prepareOutputFile } from "./outputFile.ts";
import { createProgress, progressMode } from "./progress.ts";
import { shortPath } from "./shortPath.ts";
import { formatTable } from "./table.ts";
import { printable } from "./terminal.ts";
import { THRESHOLD_FLAG } from "./thresholdFlag.ts";

/** `anople score` */
export const scoreCommand = defineCommand({
  name: "score",
  summary: "Score images with a run.",
  description:
    "Gives each image an anomaly score, higher = more anomalous, and says whether it reaches the run's threshold. PATH is an image, " +
    "a folder or a glob pattern in quotes. The threshold rests on normal images alone.",
  positionals: { names: "RUN PATH…", min: 2, max: Number.POSITIVE_INFINITY },
  flags: {
    csv: {
      kind: "value",
      value: "FILE",
      meaning: "Write the scores as CSV: path,label,defect,score,memory,prompt,decoder.",
    },
    "json-file": { kind: "value", value: "FILE", meaning: "Write the scores as JSON." },
    maps: { kind: "value", value: "DIR", meaning: "Write each anomaly map as float32 TIFF, at its image's size." },
    overlays: { kind: "value", value: "DIR", meaning: "Write each map over its image as PNG." },
    threshold: THRESHOLD_FLAG,
    category: { kind: "value", value: "NAME", meaning: "Category of the images, if the run knows several." },
    ...OUTPUT_FLAGS,
  },
  examples: [
    { does: "One image", line: "anople score runs/hazelnut part.jpg" },
    {
      does: "A folder, with maps and a table",
      line: "anople score runs/hazelnut incoming/ --csv scores.csv --overlays overlays",
    },
    { does: "For a program", line: "anople score runs/hazelnut 'incoming/**/*.png' --json" },
  ],
  run: async ({ positionals, flags }, { terminal, signal, jobs }) => {
    const [run, ...paths] = positionals;
    const { maps, overlays, category, threshold } = flags;
    const csv = flags.csv === undefined ? null : await prepareOutputFile("csv", flags.csv);
    const jsonFile = flags["json-file"] === undefined ? null : await prepareOutputFile("json-file", flags["json-file"]);
    const progress = createProgress(terminal, progressMode(flags, terminal));
    let results: ScoredImage[];
    try {
      const request = {
        run: run!,
        paths,
        ...(category !== undefined && { category }),
        ...(threshold !== undefined && { threshold }),
        ...(maps !== undefined && { maps }),
        ...(overlays !== undefined && { overlays }),
      };
      results = await jobs.score(request, { signal, report: progress.report });
    } finally {
      progress.end();
    }
    if (csv !== null) await writeFileAtomic(csv, scoresCsv(results));
    if (jsonFile !== null) await writeFileAtomic(jsonFile, `${jsonText({ results }, 2)}\n`);
    if (flags.json) return writeJsonLine(terminal, { type: "result", results });
    terminal.out(scoresText(results));
    for (const file of [csv, jsonFile, maps, overlays])
      if (file !== null && file !== undefined) terminal.out(`Written: ${printable(shortPath(file))}\n`);
  },
});

function scoresText(results: readonly ScoredImage[]): string {
  const columns = [
    { title: "image" },
    { title: "score", align: "right" },
    { title: "threshold", align: "right" },
    { title: "verdict" },
    ...PARTS.map((title) => ({ title, align: "right" as const })),
  ] as const;
  const isAnomalous = ({ score, threshold }: ScoredImage) => score >= threshold;
  const rows = results.map((one) => [
    shortPath(one.path),
    formatScore(one.score),
    formatScore(one.threshold),
    isAnomalous(one) ? "anomalous" : "normal",
    ...PARTS.map((part) => formatScore(one.parts[part])),
  ]);
  const anomalous = results.filter(isAnomalous).length;
  return `${formatTable(columns, rows)}${countOf(results.length, "image")}, ${anomalous} at or above the threshold\n`;
}
