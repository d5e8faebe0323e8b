import { fullMap } from "../anople/anomalyMap.ts";
import { AnopleError } from "../base/errors.ts";
import { type Category, type DatasetItem, indexDataset } from "../data/datasetIndex.ts";
import { loadMask } from "../data/loadMask.ts";
import { splitForEvaluation } from "../data/splitForEvaluation.ts";
import { decodeImage } from "../imaging/decode.ts";
import type { BinaryMask } from "../imaging/image.ts";
import { encodeFloatTiff } from "../imaging/tiff.ts";
import { confusionAt } from "../metrics/curves.ts";
import { imageMetrics } from "../metrics/imageMetrics.ts";
import { perDefectTable } from "../metrics/perDefect.ts";
import { PixelEvaluation, type PixelMetrics } from "../metrics/pixelMetrics.ts";
import { meanAndSd } from "../metrics/seedSummary.ts";
import { chooseCategories } from "./chooseCategories.ts";
import type { JobContext } from "./jobContext.ts";
import { pause } from "./pause.ts";
import { recordedCategory } from "./recordedCategory.ts";
import { reportProblems } from "./reportProblems.ts";
import type {
  CategoryEvaluation,
  EvaluatedImage,
  EvaluateRequest,
  EvaluateResult,
  PartMetrics,
  PartName,
} from "./requests.ts";
import { writeEvaluation } from "./storedEvaluation.ts";
import { operatingPoint, type TrainedRun } from "./trainedRun.ts";
import type { TrainedRuns } from "./trainedRuns.ts";
import { writeInNewFolder } from "./writeInNewFolder.ts";

/** An image's scores, and what its full-size maps are made from again in each pass over the pixels. */
interface Scored extends EvaluatedImage {
  readonly item: DatasetItem;
  readonly width: number;
  readonly height: number;
  readonly maps: Readonly<Record<"fused" | "memory" | "decoder", Float32Array>>;
}

const WITHOUT_MAP: PixelMetrics = {
  auroc: null,
  ap: null,
  f1Max: null,
  f1MaxThreshold: null,
  aupro: null,
  aupro200: null,
  limit: 0.3,
  regions: 0,
  anomalousPixels: 0,
  normalPixels: 0,
  emptyMasks: 0,
  reason: "The prompt score is one number an image and has no map.",
};

/**
 * Scores the test images of a folder with a finished run, measures, and writes metrics.json, scores.csv and the patch maps
 * into the run.
 * Masks are compared at each image's own size. An image that can't be read is reported and left out.
 *
 * @throws AnopleError("data") when a category of the folder is not one of the run's
 */
export async function evaluateJob(
  request: EvaluateRequest,
  context: JobContext,
  runs: TrainedRuns,
): Promise<EvaluateResult> {
  const { report, signal } = context;
  const index = await indexDataset(request.folder, signal);
  reportProblems(index.problems, report);
  report({ type: "stage", stage: "Loading the run" });
  return runs.use(request.run, async (trained) => {
    const { run } = trained;
    const chosen = chooseCategories(index.categories, request.categories, request.folder);
    const categories: CategoryEvaluation[] = [];
    for (const category of chosen) {
      const categoryIndex = recordedCategory(run.record, category.name, chosen.length);
      if (categoryIndex === null) {
        if (request.categories) throw unknownCategory(trained, category.name);
        continue; // a folder may hold more than was trained on
      }
      categories.push(await evaluateCategory(trained, category, categoryIndex, request, context));
    }
    if (categories.length === 0) throw unknownCategory(trained, chosen.map(({ name }) => name).join(", "));
    const result = { run: run.path, record: run.record, categories, mean: meanOf(categories) };
    await writeEvaluation(run, index.root, result);
    return result;
  });
}

function unknownCategory({ run }: TrainedRun, name: string): AnopleError {
  const known = run.record.categories.map((category) => category.name).join(", ");
  return new AnopleError("data", `${run.path} was not trained on "${name}".`, `It knows: ${known}.`);
}

async function evaluateCategory(
  trained: TrainedRun,
  category: Category,
  categoryIndex: number,
  request: EvaluateRequest,
  context: JobContext,
): Promise<CategoryEvaluation> {
  const { record } = trained.run;
  const items = splitForEvaluation(category, record.categories[categoryIndex]!.support);
  const images = await scoreItems(trained, category.name, categoryIndex, items, context);
  const threshold = operatingPoint(trained, categoryIndex, request.threshold);
  const pixel = await measurePixels(trained, category.name, images, request.writeMaps, context);
  const labels = images.map(({ label }) => label);
  const metricsOf = (part: PartName): PartMetrics => ({
    image: imageMetrics(
      labels,
      images.map(({ parts }) => parts[part]),
    ),
    pixel: part === "prompt" ? WITHOUT_MAP : pixel.metrics[part],
  });
  const scores = images.map(({ score }) => score);
  const image = imageMetrics(labels, scores);
  return {
    category: category.name,
    image,
    pixel: pixel.metrics.fused,
    parts: { memory: metricsOf("memory"), prompt: metricsOf("prompt"), decoder: metricsOf("decoder") },
    counts: {
      normal: image.normals,
      anomalous: image.anomalies,
      masks: pixel.masks,
      confusion: images.length > 0 ? confusionAt(labels, scores, threshold.value) : null,
    },
    threshold,
    perDefect: perDefectTable(images),
    images: images.map(({ path: file, id, label, defect, score, parts, mask, patchMap }) => {
      return { path: file, id, label, defect, score, parts, mask, patchMap };
    }),
  };
}

async function scoreItems(
  trained: TrainedRun,
  name: string,
  categoryIndex: number,
  items: readonly DatasetItem[],
  context: JobContext,
): Promise<Scored[]> {
  const { report } = context;
  const stage = `Scoring ${name}`;
  report({ type: "stage", stage });
  const scored: Scored[] = [];
  for (const [i, item] of items.entries()) {
    await pause(context);
    try {
      const image = await decodeImage(item.path);
      const { score, parts, maps } = await trained.score(image, categoryIndex);
      const { path: file, id, label, defect, mask } = item;
      const { width, height } = image;
      scored.push({
        item,
        path: file,
        id,
        label,
        defect,
        mask,
        score,
        parts,
        width,
        height,
        maps,
        patchMap: maps.fused,
      });
    } catch (error) {
      if (!(error instanceof AnopleError) || error.code !== "data") throw error;
      report({ type: "warning", message: error.message, fix: error.hint });
    }
    report({ type: "progress", stage, done: i + 1, total: items.length });
  }
  return scored;
}

/**
 * Pixel metrics of the fused, memory and decoder maps over all images with a usable truth. Two passes over the images;
 * full-size maps are made anew in each, so that memory does not grow with the number of images.
 */
async function measurePixels(
  { network, run }: TrainedRun,
  category: string,
  images: readonly Scored[],
  writeMaps: boolean,
  context: JobContext,
): Promise<{ metrics: Record<"fused" | "memory" | "decoder", PixelMetrics>; masks: number }> {
  const { report } = context;
  const stage = `Measuring ${category}`;
  report({ type: "stage", stage });
  const kinds = ["fused", "memory", "decoder"] as const;
  const evaluations = { fused: new PixelEvaluation(), memory: new PixelEvaluation(), decoder: new PixelEvaluation() };
  const mapOf = (image: Scored, kind: (typeof kinds)[number]) =>
    fullMap(image.maps[kind], network.grid, image.width, image.height, network.config.smoothing);
  const anyMask = images.some(({ mask }) => mask !== null);
  let masks = 0;
  for (const pass of ["addTruth", "addBackground"] as const) {
    for (const [i, image] of images.entries()) {
      await pause(context);
      if (pass === "addTruth" && writeMaps) {
        await writeInNewFolder(run.mapFile(category, image.id), encodeFloatTiff(mapOf(image, "fused")));
      }
      if (!anyMask) continue;
      const truth = await truthOf(image, pass === "addTruth", report);
      if (truth === undefined) continue;
      if (pass === "addTruth" && truth) masks++;
      for (const kind of kinds) evaluations[kind][pass](mapOf(image, kind), truth);
      report({
        type: "progress",
        stage,
        done: i + 1 + (pass === "addTruth" ? 0 : images.length),
        total: 2 * images.length,
      });
    }
    if (pass === "addTruth") for (const kind of kinds) evaluations[kind].seal();
  }
  const result = (kind: (typeof kinds)[number]) => evaluations[kind].result();
  return { metrics: { fused: result("fused"), memory: result("memory"), decoder: result("decoder") }, masks };
}

/** The mask, null for a normal image, undefined for an anomalous one whose truth is unknown. */
async function truthOf(
  image: Scored,
  warn: boolean,
  report: JobContext["report"],
): Promise<BinaryMask | null | undefined> {
  if (image.label === 0) return null;
  const { mask, problem } = await loadMask(image.item, image.width, image.height);
  if (problem && warn) reportProblems([problem], report);
  return mask ?? undefined;
}

function meanOf(categories: readonly CategoryEvaluation[]): EvaluateResult["mean"] {
  return {
    imageAuroc: meanAndSd(categories.map(({ image }) => image.auroc)).mean,
    pixelAuroc: meanAndSd(categories.map(({ pixel }) => pixel.auroc)).mean,
    aupro: meanAndSd(categories.map(({ pixel }) => pixel.aupro)).mean,
  };
}
