import { countOf, formatBytes } from "../report/format.ts";
import { defineCommand } from "./command.ts";
import { OUTPUT_FLAGS } from "./flags.ts";
import { writeJsonLine } from "./json.ts";
import { createProgress, progressMode } from "./progress.ts";
import { printable } from "./terminal.ts";

/** `anople export` */
export const exportCommand = defineCommand({
  name: "export",
  summary: "Write a run as one ONNX file.",
  description:
    "Writes one ONNX file that takes an image (uint8, [1, H, W, 3], any size) and gives its anomaly map and score; resizing and " +
    "normalisation are inside. The file is kept only if its scores match this program's on the images compared.",
  positionals: { names: "RUN", min: 1, max: 1 },
  flags: {
    category: { kind: "value", value: "NAME", meaning: "Category to export, if the run knows several." },
    image: { kind: "list", value: "FILE", meaning: "Images to compare on. Default: the run's support images." },
    out: { kind: "value", value: "FILE", meaning: "The ONNX file. Default: model.onnx in the run." },
    ...OUTPUT_FLAGS,
  },
  examples: [
    { does: "Into the run", line: "anople export runs/hazelnut" },
    {
      does: "Compared on images of your own",
      line: "anople export runs/hazelnut --out hazelnut.onnx --image a.jpg b.jpg",
    },
  ],
  run: async ({ positionals, flags }, { terminal, signal, jobs }) => {
    const { category, image: images, out } = flags;
    const progress = createProgress(terminal, progressMode(flags, terminal));
    try {
      const request = {
        run: positionals[0]!,
        images,
        ...(category !== undefined && { category }),
        ...(out !== undefined && { out }),
      };
      const result = await jobs.export(request, { signal, report: progress.report });
      progress.end();
      if (flags.json) return writeJsonLine(terminal, { type: "result", ...result });
      const { file, bytes, compared, largestScoreDifference, largestMapDifference } = result;
      terminal.out(`Written: ${printable(file)} (${printable(result.category)}, ${formatBytes(bytes)})\n`);
      terminal.out(
        `Largest difference on ${countOf(compared, "image")}: score ${largestScoreDifference.toExponential(1)}, ` +
          `map ${largestMapDifference.toExponential(1)}\n`,
      );
    } finally {
      progress.end();
    }
  },
});
