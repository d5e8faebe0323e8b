import { openSafetensors } from "../base/safetensors.ts";
import { rocCurve } from "../metrics/curves.ts";
import type { ImageMetrics } from "../metrics/imageMetrics.ts";
import type { PixelMetrics } from "../metrics/pixelMetrics.ts";
import { openRun } from "../runs/openRun.ts";
import type { RunDirectory } from "../runs/runDirectory.ts";
import { summaryOf } from "./readRun.ts";
import { recordedCategory } from "./recordedCategory.ts";
import type { PartName } from "./requests.ts";
import { readNormalScores } from "./runState.ts";
import { readEvaluation, type StoredEvaluation, type StoredImage } from "./storedEvaluation.ts";
import { type RunSummary, summariseSiblings } from "./summariseRuns.ts";
import { thresholdOf } from "./thresholds.ts";

/** A rule and the threshold that it gives; scores at or above it are anomalous. */
interface ThresholdChoice {
  /** "recorded" is the run's own. */
  rule: "recorded" | "mean+3sd" | "max" | "quantile" | "f1-max";
  value: number;
  /** Completes "anomalous means …". */
  meaning: string;
  /** Chosen on the test images themselves: what would have been possible, not what to expect. */
  isOracle: boolean;
}

interface CategoryResults {
  name: string;
  image: ImageMetrics;
  pixel: PixelMetrics;
  /** Image AUROC of each part of the score alone. */
  partAuroc: Record<PartName, number | null>;
  /** Masks that pixel metrics rest on. */
  masks: number;
  /** The run's own first. */
  thresholds: ThresholdChoice[];
  /** Scores of augmented support images, which thresholds are taken from. */
  normalScores: number[];
  /** One point for each distinct score, from (0, 0) to (1, 1); empty without both classes. */
  roc: { fpr: number[]; tpr: number[] };
  perDefect: { defect: string; count: number; auroc: number | null; meanScore: number }[];
  images: StoredImage[];
}

/** The last evaluation of a run. */
interface RunResults {
  run: RunSummary;
  folder: string;
  evaluatedAt: string;
  categories: CategoryResults[];
  /** Evaluated runs of the same setting, this one among them, by seed. */
  seeds: {
    run: string;
    seed: number;
    imageAuroc: number | null;
    pixelAuroc: number | null;
    aupro: number | null;
  }[];
}

/**
 * What the last evaluation of a run found; null for a run that was not evaluated. Metrics are those of metrics.json.
 *
 * @throws AnopleError("run") for what is no run and for damaged files
 */
export async function readResults(location: string): Promise<RunResults | null> {
  const run = await openRun(location);
  const evaluation = await readEvaluation(run);
  if (evaluation === null) return null;
  const normals = await readNormals(run);
  const summary = await summaryOf(run.path);
  return {
    run: summary,
    folder: evaluation.folder,
    evaluatedAt: evaluation.evaluatedAt,
    categories: evaluation.categories.map((one) => categoryResults(run, one, evaluation.categories.length, normals)),
    seeds: await seedsOf(summary),
  };
}

type StoredCategory = StoredEvaluation["categories"][number];

function categoryResults(
  run: RunDirectory,
  { category, image, pixel, parts, counts, threshold, perDefect, images }: StoredCategory,
  count: number,
  normals: readonly Float32Array[],
): CategoryResults {
  const index = recordedCategory(run.record, category, count);
  const normalScores = normals[index ?? -1] ?? new Float32Array();
  const recorded = run.record.thresholds?.[run.record.categories[index ?? -1]?.name ?? ""] ?? threshold;
  const roc = rocCurve(
    images.map(({ label }) => label),
    images.map(({ score }) => score),
  );
  return {
    name: category,
    image,
    pixel,
    partAuroc: {
      memory: parts.memory.image.auroc,
      prompt: parts.prompt.image.auroc,
      decoder: parts.decoder.image.auroc,
    },
    masks: counts.masks,
    thresholds: [
      { rule: "recorded", value: recorded.value, meaning: recorded.meaning, isOracle: false },
      ...rulesOver(normalScores),
      ...bestOf(image),
    ],
    normalScores: [...normalScores],
    roc: { fpr: roc.fpr, tpr: roc.tpr },
    perDefect: [...perDefect],
    images: [...images],
  };
}

function rulesOver(normalScores: Float32Array): ThresholdChoice[] {
  if (normalScores.length < 2) return [];
  return (["mean+3sd", "max", "quantile"] as const).map((rule) => {
    const { value, meaning } = thresholdOf(normalScores, rule);
    return { rule, value, meaning, isOracle: false };
  });
}

function bestOf({ f1MaxThreshold: value }: ImageMetrics): ThresholdChoice[] {
  if (value === null) return [];
  return [{ rule: "f1-max", value, meaning: "at or above the score with the best F1 on these images", isOracle: true }];
}

async function readNormals(run: RunDirectory): Promise<Float32Array[]> {
  const file = await openSafetensors(run.file("memory.safetensors"), "run");
  try {
    return await readNormalScores(file, run.record.categories.length);
  } finally {
    await file.close();
  }
}

async function seedsOf({ path: run, setting }: RunSummary): Promise<RunResults["seeds"]> {
  const siblings = await summariseSiblings(run);
  return siblings
    .flatMap((one) =>
      one.setting === setting && one.metrics ? [{ run: one.path, seed: one.seed, ...one.metrics }] : [],
    )
    .sort((a, b) => a.seed - b.seed);
}
