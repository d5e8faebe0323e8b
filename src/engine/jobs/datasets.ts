import path from "node:path";
import { AnopleError } from "../base/errors.ts";
import { type Category, type DatasetIndex, indexDataset, type Problem } from "../data/datasetIndex.ts";
import { discoverDatasets } from "../data/discoverDatasets.ts";

/** A category, counted. */
export interface CategorySummary {
  name: string;
  root: string;
  /** Normal images to learn from. */
  train: number;
  testNormal: number;
  testAnomalous: number;
  masks: number;
}

interface Dataset {
  folder: string;
  kind: string;
  evidence: string;
  categories: CategorySummary[];
  problems: Problem[];
}

/** Images of a category that share a split and a defect. */
interface ImageGroup {
  split: "train" | "test";
  label: 0 | 1;
  /** "good" for normal images. */
  defect: string;
  masks: number;
  /** Relative to the category, with "/", sorted. */
  ids: string[];
}

/**
 * The data sets in folders that may hold anything. A folder that can't be searched is a data set without categories, with
 * the reason as its problem.
 *
 * @throws AnopleError only "cancelled"
 */
export async function findDatasets(folders: readonly string[], signal: AbortSignal): Promise<Dataset[]> {
  const byFolder = new Map<string, Dataset>();
  for (const folder of folders) {
    for (const dataset of await findIn(folder, signal))
      if (!byFolder.has(dataset.folder)) byFolder.set(dataset.folder, dataset);
  }
  return [...byFolder.values()];
}

async function findIn(folder: string, signal: AbortSignal): Promise<Dataset[]> {
  try {
    return (await discoverDatasets(folder, signal)).map(toDataset);
  } catch (error) {
    if (!(error instanceof AnopleError) || error.code === "cancelled") throw error;
    const { code, message, hint } = error;
    const absolute = path.resolve(folder);
    const problem: Problem = { code: `folder-${code}`, severity: "error", path: absolute, message, fix: hint };
    return [{ folder: absolute, kind: "none", evidence: "", categories: [], problems: [problem] }];
  }
}

function toDataset({ root, kind, evidence, categories, problems }: DatasetIndex): Dataset {
  return { folder: root, kind, evidence, categories: categories.map(summariseCategory), problems };
}

/** Counts a category's images. */
export function summariseCategory({ name, root, items }: Category): CategorySummary {
  const summary = { name, root, train: 0, testNormal: 0, testAnomalous: 0, masks: 0 };
  for (const { split, label, mask } of items) {
    if (label === 1) summary.testAnomalous++;
    else summary[split === "train" ? "train" : "testNormal"]++;
    if (mask !== null) summary.masks++;
  }
  return summary;
}

/**
 * The images of the category whose folder is `root`, training images first, then normal and anomalous test images.
 *
 * @throws AnopleError "data" if the folder is no category, "io" if it can't be read
 */
export async function listImages(root: string, signal: AbortSignal): Promise<ImageGroup[]> {
  const absolute = path.resolve(root);
  const index = await indexDataset(absolute, signal);
  const category = index.categories.find((one) => one.root === absolute);
  if (!category) {
    const names = index.categories.map(({ name }) => name).join(", ");
    throw new AnopleError("data", `${root} is a folder of categories: ${names}.`, "Choose one of them.");
  }
  const groups = new Map<string, ImageGroup>();
  for (const { split, label, defect, mask, id } of category.items) {
    const key = `${split === "train" ? 0 : 1}${label}${defect}`;
    const group = groups.get(key) ?? { split, label, defect, masks: 0, ids: [] };
    groups.set(key, group);
    group.ids.push(id);
    if (mask !== null) group.masks++;
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
