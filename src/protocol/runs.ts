/** What the views know of runs. Every number that is undefined for the data is null. */

import * as v from "valibot";

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.string();
const maybeNumber = v.nullable(v.number());

/**
 * "running": a live process trains it; "interrupted": a process died or was killed while training it; "stopped": by the
 * user; "broken": its run.json can't be read.
 */
export const RUN_STATUS = v.picklist(["running", "interrupted", "stopped", "finished", "broken"]);

export type RunStatus = v.InferOutput<typeof RUN_STATUS>;

/** A run in a list. */
export const RUN_SUMMARY = v.object({
  /** The run directory, absolute. */
  path: text,
  id: text,
  status: RUN_STATUS,
  /** Why it is broken. */
  problem: v.nullable(text),
  /** ISO 8601, UTC. */
  createdAt: text,
  finishedAt: v.nullable(text),
  /** Training steps done and planned. */
  step: count,
  steps: count,
  preset: text,
  /** Support images a category. */
  shots: count,
  seed: v.number(),
  /** What sets it apart from runs that differ in the seed alone: equal for those. */
  setting: text,
  model: v.object({ name: text, isBundled: v.boolean() }),
  categories: v.array(v.object({ name: text, root: text })),
  /** The data set: the folder of its category, or the one that holds all of them. */
  folder: text,
  /** The command line that does the same. */
  command: text,
  /** Means over the categories of the last evaluation. */
  metrics: v.nullable(v.object({ imageAuroc: maybeNumber, pixelAuroc: maybeNumber, aupro: maybeNumber })),
});
export type RunSummary = v.InferOutput<typeof RUN_SUMMARY>;

export const LOSSES = ["dice", "focal", "image", "latent", "align"] as const;

/** One training step. */
export const TRAINING_STEP = v.object({
  step: count,
  losses: v.record(text, v.number()),
  learningRate: v.number(),
  gradientNorm: v.number(),
  /** Since the training, or its last part, began. */
  seconds: v.number(),
});
export type TrainingStep = v.InferOutput<typeof TRAINING_STEP>;

/** All that the page of a run shows. */
export const RUN_DETAILS = v.object({
  summary: RUN_SUMMARY,
  /** Evenly thinned where they are many. */
  training: v.array(TRAINING_STEP),
  support: v.array(v.object({ category: text, path: text })),
  config: v.record(text, v.unknown()),
  versions: v.object({ engine: text, node: text, onnxruntime: text }),
});
export type RunDetails = v.InferOutput<typeof RUN_DETAILS>;

const imageMetrics = v.object({
  auroc: maybeNumber,
  ap: maybeNumber,
  f1Max: maybeNumber,
  f1MaxThreshold: maybeNumber,
  normals: count,
  anomalies: count,
  reason: v.optional(text),
});

const pixelMetrics = v.object({
  auroc: maybeNumber,
  ap: maybeNumber,
  f1Max: maybeNumber,
  f1MaxThreshold: maybeNumber,
  /** Exact, up to the false positive rate `limit`. */
  aupro: maybeNumber,
  /** The 200-step variant of the CLIP few-shot papers. */
  aupro200: maybeNumber,
  limit: v.number(),
  regions: count,
  anomalousPixels: count,
  normalPixels: count,
  emptyMasks: count,
  reason: v.optional(text),
});

const parts = v.object({ memory: v.number(), prompt: v.number(), decoder: v.number() });

/** A test image of an evaluation. */
const RESULT_IMAGE = v.object({
  path: text,
  /** Relative to the category, with "/". */
  id: text,
  label: v.picklist([0, 1]),
  /** "good" for normal images. */
  defect: text,
  mask: v.nullable(text),
  /** Fused. */
  score: v.number(),
  parts,
});
export type ResultImage = v.InferOutput<typeof RESULT_IMAGE>;

/** A rule and the threshold that it gives; scores at or above it are anomalous. */
const THRESHOLD_CHOICE = v.object({
  /** "recorded" is the run's own. */
  rule: v.picklist(["recorded", "mean+3sd", "max", "quantile", "f1-max"]),
  value: v.number(),
  /** Completes "anomalous means …". */
  meaning: text,
  /** Chosen on the test images themselves, so that it says what would have been possible, not what to expect. */
  isOracle: v.boolean(),
});
export type ThresholdChoice = v.InferOutput<typeof THRESHOLD_CHOICE>;

const CATEGORY_RESULTS = v.object({
  name: text,
  image: imageMetrics,
  pixel: pixelMetrics,
  /** Image AUROC of each part of the score alone. */
  partAuroc: v.object({ memory: maybeNumber, prompt: maybeNumber, decoder: maybeNumber }),
  /** Masks that pixel metrics rest on. */
  masks: count,
  /** The run's own first. */
  thresholds: v.array(THRESHOLD_CHOICE),
  /** Scores of augmented support images, which thresholds are taken from. */
  normalScores: v.array(v.number()),
  /** One point for each distinct score, from (0, 0) to (1, 1); empty without both classes. */
  roc: v.object({ fpr: v.array(v.number()), tpr: v.array(v.number()) }),
  perDefect: v.array(v.object({ defect: text, count, auroc: maybeNumber, meanScore: v.number() })),
  images: v.array(RESULT_IMAGE),
});
export type CategoryResults = v.InferOutput<typeof CATEGORY_RESULTS>;

/** One dot of the seeds' spread. */
const SEED_RESULT = v.object({
  run: text,
  seed: v.number(),
  imageAuroc: maybeNumber,
  pixelAuroc: maybeNumber,
  aupro: maybeNumber,
});

/** The last evaluation of a run. */
export const RUN_RESULTS = v.object({
  run: RUN_SUMMARY,
  /** The folder whose test images were scored. */
  folder: text,
  /** ISO 8601, UTC. */
  evaluatedAt: text,
  categories: v.array(CATEGORY_RESULTS),
  /** Evaluated runs that differ from this one in the seed alone, this one among them, by seed. */
  seeds: v.array(SEED_RESULT),
});
export type RunResults = v.InferOutput<typeof RUN_RESULTS>;

/** An image scored on its own. */
export const SCORED_IMAGE = v.object({
  path: text,
  category: text,
  score: v.number(),
  parts,
  threshold: v.number(),
  /** Share of the normals behind the threshold that score lower, 0 to 1. */
  percentile: v.number(),
});
export type ScoredImage = v.InferOutput<typeof SCORED_IMAGE>;

/** A compressed picture that a browser can show. */
export const PICTURE = v.object({
  bytes: v.instance(Uint8Array),
  mime: v.picklist(["image/jpeg", "image/png"]),
  width: count,
  height: count,
});
export type Picture = v.InferOutput<typeof PICTURE>;

/** What a data set says of an image. */
const IMAGE_TRUTH = v.object({
  label: v.picklist([0, 1]),
  /** "good" for normal images. */
  defect: text,
  /** One byte a pixel, 1 where the defect is, row by row; null for normal images and without a mask that can be used. */
  mask: v.nullable(v.object({ width: count, height: count, bytes: v.instance(Uint8Array) })),
  /** Why a mask can't be used. */
  problem: v.nullable(text),
});
export type ImageTruth = v.InferOutput<typeof IMAGE_TRUTH>;

/** What the inspector shows of an image. */
export const INSPECTION = v.object({
  image: SCORED_IMAGE,
  /** Of the file, in pixels; the picture and the map may be smaller. */
  width: count,
  height: count,
  picture: PICTURE,
  /** Fused anomaly map, row by row. */
  map: v.object({ width: count, height: count, values: v.instance(Float32Array) }),
  /** Map values that colours run between, and what they were taken from. */
  scale: v.object({ low: v.number(), high: v.number(), source: v.picklist(["evaluation", "image"]) }),
  threshold: v.object({ rule: text, value: v.number(), meaning: text, normals: count }),
  /** Null where no data set of the run knows the image. */
  truth: v.nullable(IMAGE_TRUTH),
  run: RUN_SUMMARY,
});
export type Inspection = v.InferOutput<typeof INSPECTION>;
