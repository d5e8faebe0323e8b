/** What the engine process does for the extension host. */

import * as v from "valibot";
import { DATASET, IMAGE_GROUP, TRAINING_PLAN } from "./datasets.ts";
import type { Methods } from "./method.ts";
import { INSPECTION, PICTURE, RUN_DETAILS, RUN_RESULTS, RUN_SUMMARY, SCORED_IMAGE } from "./runs.ts";

const text = v.string();
/** Longer than any path that a system takes. */
const path = v.pipe(v.string(), v.nonEmpty(), v.maxLength(32_767));
const paths = v.array(path);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const side = v.pipe(v.number(), v.safeInteger(), v.minValue(16), v.maxValue(4096));

const PRESET = v.picklist(["fast", "balanced", "thorough"]);
export type Preset = v.InferOutput<typeof PRESET>;

const THRESHOLD_RULE = v.picklist(["mean+3sd", "max", "quantile"]);

/** What a job tells while it works; src/engine/jobs/jobContext.ts. */
const JOB_EVENT = v.variant("type", [
  v.object({ type: v.literal("stage"), stage: text }),
  v.object({ type: v.literal("progress"), stage: text, done: count, total: count }),
  v.object({
    type: v.literal("step"),
    step: count,
    steps: count,
    losses: v.record(text, v.number()),
    learningRate: v.number(),
    gradientNorm: v.number(),
    seconds: v.number(),
  }),
  v.object({ type: v.literal("warning"), message: text, fix: text }),
  v.object({ type: v.literal("run"), path: text }),
]);
export type JobEvent = v.InferOutput<typeof JOB_EVENT>;

/** Which images to learn from: a draw of `shots`, or those named. */
const supportChoice = {
  shots: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(64)),
  seed: count,
  /** Explicit support images; for one category only. */
  support: v.optional(paths),
  /** By name; all when missing. */
  categories: v.optional(v.array(text)),
};

const TRAIN_PARAMS = v.object({
  folder: path,
  ...supportChoice,
  preset: PRESET,
  /** Settings of docs/configuration.md that differ from the preset's. */
  settings: v.record(text, v.unknown()),
  /** Model directory; the bundled model when missing. */
  model: v.optional(path),
});
export type TrainParams = v.InferOutput<typeof TRAIN_PARAMS>;

/** How each model of a list looks to the one who chooses. */
const MODEL = v.object({
  directory: text,
  isBundled: v.boolean(),
  name: text,
  bytes: count,
  /** Why it can't be used. */
  problem: v.nullable(text),
});

const done = v.null();

/**
 * Served by src/engine/main.ts. An engine that was started restricted (an untrusted workspace) loads the bundled model only
 * and refuses to train.
 */
export const ENGINE = {
  /** Data sets in folders; a folder without any gives none. */
  findDatasets: { params: v.object({ folders: paths }), result: v.array(DATASET) },
  /** The images of one category. */
  listImages: { params: v.object({ root: path }), result: v.array(IMAGE_GROUP) },
  /** What training on a folder would find and use. */
  planTraining: { params: v.object({ folder: path, ...supportChoice }), result: TRAINING_PLAN },
  /** The bundled model and those in other directories. */
  listModels: { params: v.object({ directories: paths }), result: v.array(MODEL) },
  /** How long a training takes here, from a few measured steps. */
  estimateTraining: {
    params: v.object({
      model: v.optional(path),
      shots: supportChoice.shots,
      categories: count,
      settings: v.record(text, v.unknown()),
    }),
    result: v.array(v.object({ preset: PRESET, steps: count, seconds: v.number() })),
  },
  /** Learns a new run under FOLDER/.anople/runs. */
  train: { params: TRAIN_PARAMS, result: v.object({ run: text }), progress: JOB_EVENT },
  /** Goes on with a stopped or interrupted run. */
  resume: { params: v.object({ run: path }), result: v.object({ run: text }), progress: JOB_EVENT },
  /** Scores images and writes a table of them. */
  score: {
    params: v.object({
      run: path,
      paths,
      category: v.optional(text),
      rule: v.optional(THRESHOLD_RULE),
      /** The CSV file to write. */
      out: path,
    }),
    result: v.object({ images: v.array(SCORED_IMAGE), out: text }),
    progress: JOB_EVENT,
  },
  /** Scores one image and gives all that the inspector shows. */
  inspect: {
    params: v.object({ run: path, image: path, category: v.optional(text), rule: v.optional(THRESHOLD_RULE), side }),
    result: INSPECTION,
  },
  /** Scores the test images of a folder and measures; writes metrics.json, scores.csv and patch maps into the run. */
  evaluate: {
    params: v.object({ run: path, folder: path }),
    result: RUN_RESULTS,
    progress: JOB_EVENT,
  },
  /** The runs of these run directories, newest first. */
  readRuns: { params: v.object({ runs: paths }), result: v.array(RUN_SUMMARY) },
  /** The runs in FOLDER/.anople/runs of each folder, newest first. */
  listRuns: { params: v.object({ folders: paths }), result: v.array(RUN_SUMMARY) },
  readRun: { params: v.object({ run: path }), result: RUN_DETAILS },
  /** null for a run that was not evaluated. */
  readResults: { params: v.object({ run: path }), result: v.nullable(RUN_RESULTS) },
  /** A small picture of an image. */
  thumbnail: { params: v.object({ path, side }), result: PICTURE },
  /** An evaluated image with its map over it and the outline of the true defect, all of a category on one scale. */
  mapThumbnail: { params: v.object({ run: path, category: text, id: text, side }), result: PICTURE },
  /** For bug reports: versions and the machine, no paths. */
  diagnostics: { params: v.object({}), result: v.record(text, text) },
} as const satisfies Methods;

/** What the extension host does for the engine process. */
export const ENGINE_HOST = {
  log: {
    params: v.object({ level: v.picklist(["debug", "info", "warn", "error"]), message: text }),
    result: done,
  },
} as const satisfies Methods;
