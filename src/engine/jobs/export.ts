import path from "node:path";
import { fullMap } from "../anople/anomalyMap.ts";
import { buildExportGraph, EXPORT_INPUT } from "../anople/exportGraph.ts";
import { writeFileAtomic } from "../base/atomicFile.ts";
import { AnopleError, throwIfCancelled } from "../base/errors.ts";
import { encodeOnnxModel } from "../graph/onnxModel.ts";
import { decodeImage } from "../imaging/decode.ts";
import { createSessionFrom } from "../runtime/session.ts";
import type { JobContext } from "./jobContext.ts";
import type { ExportRequest, ExportResult } from "./requests.ts";
import { openTrainedRun, operatingPoint, type TrainedRun } from "./trainedRun.ts";

/** Largest difference of a score that an exported file may show. Resizing in onnxruntime rounds a little differently. */
const TOLERANCE = 1e-3;

/**
 * Writes one category's scorer as one ONNX file, after running it on pictures and comparing it with the run's own scorer.
 *
 * @throws AnopleError("mismatch") when a score differs by more than 10⁻³; nothing is written then
 */
export async function exportJob(request: ExportRequest, context: JobContext): Promise<ExportResult> {
  const { report, signal } = context;
  report({ type: "stage", stage: "Loading the run" });
  const trained = await openTrainedRun(request.run, "any");
  try {
    const { run, network, learned, memories } = trained;
    const index = chosenCategory(trained, request.category);
    const category = run.record.categories[index]!;
    report({ type: "stage", stage: "Building the file" });
    const metadata = {
      "anople.run": run.record.id,
      "anople.category": category.name,
      "anople.threshold": String(operatingPoint(trained, index, undefined).value),
      "anople.score": "larger is more anomalous",
    };
    const graph = await buildExportGraph(network, learned, index, memories[index]!.banks, metadata);
    const bytes = encodeOnnxModel(graph);
    throwIfCancelled(signal);
    const pictures = request.images.length > 0 ? request.images : category.support.map((file) => file.path);
    const differences = await compare(trained, index, bytes, pictures, context);
    if (!(differences.score <= TOLERANCE)) {
      const message = `The exported graph's scores differ from the run's by up to ${differences.score.toExponential(1)}.`;
      throw new AnopleError("mismatch", message, "Nothing was written. Please report this with the run's run.json.");
    }
    const file = request.out ? path.resolve(request.out) : run.file("model.onnx");
    await writeFileAtomic(file, bytes);
    return {
      file,
      category: category.name,
      compared: pictures.length,
      largestScoreDifference: differences.score,
      largestMapDifference: differences.map,
      bytes: bytes.length,
    };
  } finally {
    await trained.close();
  }
}

/** Largest difference of scores and of map pixels between the encoded graph and the run's scorer. */
async function compare(
  trained: TrainedRun,
  index: number,
  bytes: Uint8Array,
  pictures: readonly string[],
  { report, signal }: JobContext,
): Promise<{ score: number; map: number }> {
  const stage = "Comparing with the trainer's scores";
  report({ type: "stage", stage });
  const { network } = trained;
  const largest = { score: 0, map: 0 };
  const session = await createSessionFrom(bytes);
  try {
    for (const [i, file] of pictures.entries()) {
      throwIfCancelled(signal);
      const image = await decodeImage(file);
      const { width, height, data } = image;
      const exported = await session.run({ [EXPORT_INPUT]: { data, shape: [1, height, width, 3] } });
      const own = await trained.score(image, index);
      const map = fullMap(own.maps.fused, network.grid, width, height, network.config.smoothing);
      largest.score = Math.max(largest.score, Math.abs(exported.score![0]! - own.score));
      for (let k = 0; k < map.data.length; k++) {
        largest.map = Math.max(largest.map, Math.abs(exported.map![k]! - map.data[k]!));
      }
      report({ type: "progress", stage, done: i + 1, total: pictures.length });
    }
  } finally {
    await session.close();
  }
  return largest;
}

function chosenCategory({ run }: TrainedRun, wanted: string | undefined): number {
  const { categories } = run.record;
  const index = wanted === undefined ? 0 : categories.findIndex(({ name }) => name === wanted);
  if (index >= 0 && (wanted !== undefined || categories.length === 1)) return index;
  const names = categories.map(({ name }) => name).join(", ");
  const message =
    wanted === undefined ? `${run.path} has several categories.` : `${run.path} has no category "${wanted}".`;
  throw new AnopleError("usage", message, `Name one of: ${names}.`);
}
