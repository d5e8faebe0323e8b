/** What the tests of reports and of the command line share. */

import path from "node:path";
import type { CategoryEvaluation, EvaluatedImage, EvaluateResult } from "../jobs/requests.ts";
import { confusionAt } from "../metrics/curves.ts";
import { imageMetrics } from "../metrics/imageMetrics.ts";
import { perDefectTable } from "../metrics/perDefect.ts";
import type { PixelMetrics } from "../metrics/pixelMetrics.ts";
import type { RunRecord } from "../runs/runRecord.ts";

/** The sample data set, from the project's folder. */
export const HAZELNUT = path.resolve("media/samples/hazelnut");

const PIXEL: PixelMetrics = {
  auroc: 0.987,
  ap: 0.7,
  f1Max: 0.66,
  f1MaxThreshold: 0.31,
  aupro: 0.933,
  aupro200: 0.931,
  limit: 0.3,
  regions: 54,
  anomalousPixels: 157_739,
  normalPixels: 5_871_573,
  emptyMasks: 0,
};

export const NO_PIXELS: PixelMetrics = {
  ...PIXEL,
  auroc: null,
  ap: null,
  f1Max: null,
  f1MaxThreshold: null,
  aupro: null,
  aupro200: null,
  regions: 0,
  anomalousPixels: 0,
  normalPixels: 0,
  reason: "No mask has an anomalous pixel.",
};

/** An image of the sample with a made-up score; its map has one high patch. */
export function fakeImage(id: string, score: number, given: Partial<EvaluatedImage> = {}): EvaluatedImage {
  const label = id.includes("good") ? 0 : 1;
  const stem = path.posix.parse(id).name;
  const patchMap = new Float32Array(16).fill(0.1);
  patchMap[5] = score;
  return {
    path: path.join(HAZELNUT, id),
    id,
    label,
    defect: label === 1 ? "colour" : "good",
    score,
    parts: { memory: score / 2, prompt: 0.5, decoder: score * 0.9 },
    mask: label === 1 ? path.join(HAZELNUT, "ground_truth/colour", `${stem}_mask.png`) : null,
    patchMap,
    ...given,
  };
}

/** An evaluation of these images at a threshold of 0.5, with true image metrics and made-up pixel metrics. */
export function fakeCategory(
  category: string,
  images: readonly EvaluatedImage[],
  given: Partial<CategoryEvaluation> = {},
): CategoryEvaluation {
  const labels = images.map(({ label }) => label);
  const of = (scores: number[]) => imageMetrics(labels, scores);
  const part = (name: "memory" | "prompt" | "decoder") => of(images.map((image) => image.parts[name]));
  const noMap = { ...NO_PIXELS, reason: "The prompt score has no map." };
  const scores = images.map(({ score }) => score);
  const image = of(scores);
  return {
    category,
    image,
    pixel: PIXEL,
    parts: {
      memory: { image: part("memory"), pixel: PIXEL },
      prompt: { image: part("prompt"), pixel: noMap },
      decoder: { image: part("decoder"), pixel: PIXEL },
    },
    counts: {
      normal: image.normals,
      anomalous: image.anomalies,
      masks: images.filter(({ mask }) => mask !== null).length,
      confusion: images.length > 0 ? confusionAt(labels, scores, 0.5) : null,
    },
    threshold: {
      value: 0.5,
      rule: "max",
      meaning: "at least as high as the highest of the 16 augmented support images",
    },
    perDefect: perDefectTable(images),
    images,
    ...given,
  };
}

export function fakeRecord(names: readonly string[], support = path.join(HAZELNUT, "train/good/00.jpg")): RunRecord {
  return {
    format: 1,
    id: "20260131-120000-hazelnut",
    createdAt: "2026-01-31T12:00:00.000Z",
    engine: "0.1.0",
    node: "v20.9.0",
    onnxruntime: "1.30.0",
    seed: 7,
    draw: 7,
    shots: 1,
    preset: "fast",
    model: { name: "anople-mini", directory: "/models/anople-mini", fingerprint: "f".repeat(64) },
    categories: names.map((name) => ({
      name,
      className: name,
      root: `/data/${name}`,
      support: [{ path: support, sha256: "0".repeat(64) }],
    })),
    config: { steps: 60, smoothing: 4, coupling: "both" },
    command: "anople train /data --seed 7",
    status: "finished",
    step: 60,
    steps: 60,
    finishedAt: "2026-01-31T12:03:00.000Z",
    thresholds: {},
  };
}

export function fakeResult(categories: readonly CategoryEvaluation[], record?: RunRecord): EvaluateResult {
  return {
    run: "/runs/hazelnut",
    record: record ?? fakeRecord(categories.map(({ category }) => category)),
    categories,
    mean: { imageAuroc: categories[0]?.image.auroc ?? null, pixelAuroc: 0.987, aupro: null },
  };
}
