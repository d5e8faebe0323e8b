/** What the views know of data sets. */

import * as v from "valibot";

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const PROBLEM = v.object({
  code: v.string(),
  severity: v.picklist(["error", "warning"]),
  /** The folder or file concerned, absolute. */
  path: v.string(),
  message: v.string(),
  fix: v.string(),
});
export type Problem = v.InferOutput<typeof PROBLEM>;

const CATEGORY_SUMMARY = v.object({
  name: v.string(),
  /** Absolute. */
  root: v.string(),
  /** Normal images to learn from. */
  train: count,
  testNormal: count,
  testAnomalous: count,
  masks: count,
});
export type CategorySummary = v.InferOutput<typeof CATEGORY_SUMMARY>;

/** A data set: categories that lie side by side in one folder, or one category that is the folder. */
export const DATASET = v.object({
  /** Absolute. */
  folder: v.string(),
  kind: v.string(),
  /** Why the layout was chosen, for people. */
  evidence: v.string(),
  categories: v.array(CATEGORY_SUMMARY),
  problems: v.array(PROBLEM),
});
export type Dataset = v.InferOutput<typeof DATASET>;

/** Images of a category that share a split and a defect. */
export const IMAGE_GROUP = v.object({
  split: v.picklist(["train", "test"]),
  label: v.picklist([0, 1]),
  /** "good" for normal images. */
  defect: v.string(),
  masks: count,
  /** Paths relative to the category, with "/", sorted. */
  ids: v.array(v.string()),
});
export type ImageGroup = v.InferOutput<typeof IMAGE_GROUP>;

/** What a training would do, found out before anything is written. */
export const TRAINING_PLAN = v.object({
  evidence: v.string(),
  problems: v.array(PROBLEM),
  categories: v.array(v.object({ ...CATEGORY_SUMMARY.entries, support: v.array(v.string()) })),
});
export type TrainingPlan = v.InferOutput<typeof TRAINING_PLAN>;
