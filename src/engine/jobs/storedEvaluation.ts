/** The last evaluation of a run: metrics.json, scores.csv and patch_maps.safetensors. */

import * as v from "valibot";
import type { CsvValue } from "../base/csv.ts";
import { AnopleError } from "../base/errors.ts";
import { sha256OfBytes } from "../base/hash.ts";
import { decodeSafetensors, encodeSafetensors, type FloatTensor } from "../base/safetensors.ts";
import type { RunDirectory } from "../runs/runDirectory.ts";
import { type CategoryEvaluation, type EvaluatedImage, type EvaluateResult, PARTS } from "./requests.ts";
import { SCORE_COLUMNS } from "./scoresCsv.ts";

/** An evaluated image without its map. */
export type StoredImage = Omit<EvaluatedImage, "patchMap">;

/** What metrics.json says of a category, and its rows of scores.csv. */
interface StoredCategory extends Omit<CategoryEvaluation, "images"> {
  readonly images: readonly StoredImage[];
}

export interface StoredEvaluation {
  /** The folder whose test images were scored, absolute. */
  readonly folder: string;
  /** ISO 8601, UTC. */
  readonly evaluatedAt: string;
  readonly categories: readonly StoredCategory[];
}

const COLUMNS = [...SCORE_COLUMNS, "category", "id", "mask"] as const;

const EVALUATE_AGAIN = "Evaluate the run again.";

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** What is not finite is null in JSON. */
const metric = v.nullable(v.number());
const ranking = {
  auroc: metric,
  ap: metric,
  f1Max: metric,
  f1MaxThreshold: metric,
  reason: v.exactOptional(v.string()),
};

const partMetrics = {
  image: v.object({ ...ranking, normals: count, anomalies: count }),
  pixel: v.object({
    ...ranking,
    aupro: metric,
    aupro200: metric,
    limit: v.number(),
    regions: count,
    anomalousPixels: count,
    normalPixels: count,
    emptyMasks: count,
  }),
};

const metricsSchema = v.object({
  folder: v.string(),
  evaluatedAt: v.pipe(v.string(), v.isoTimestamp()),
  categories: v.array(
    v.object({
      category: v.string(),
      ...partMetrics,
      parts: v.object({
        memory: v.object(partMetrics),
        prompt: v.object(partMetrics),
        decoder: v.object(partMetrics),
      }),
      counts: v.object({
        normal: count,
        anomalous: count,
        masks: count,
        confusion: v.nullable(v.object({ tp: count, fp: count, tn: count, fn: count })),
      }),
      threshold: v.object({ value: v.number(), rule: v.string(), meaning: v.string() }),
      perDefect: v.array(v.object({ defect: v.string(), count, auroc: metric, meanScore: v.number() })),
      imageCount: count,
    }),
  ),
});

/** Writes an evaluation into its run, metrics.json last: where it is, the other files are of the same evaluation. */
export async function writeEvaluation(run: RunDirectory, folder: string, result: EvaluateResult): Promise<void> {
  const { categories, mean } = result;
  await run.writePatchMaps(encodePatchMaps(categories));
  const rows = categories.flatMap(({ category, images }) => images.map((image) => rowOf(category, image)));
  await run.writeScores(COLUMNS, rows);
  await run.writeMetrics({
    folder,
    evaluatedAt: new Date().toISOString(),
    mean,
    categories: categories.map(({ images, ...rest }) => ({ ...rest, imageCount: images.length })),
  });
}

function rowOf(category: string, { path, label, defect, score, parts, id, mask }: EvaluatedImage): CsvValue[] {
  return [path, label, defect, score, ...PARTS.map((part) => parts[part]), category, id, mask];
}

/**
 * Reads the last evaluation of a run; null if there is none.
 *
 * @throws AnopleError("run") when its files are damaged, don't fit each other or are of an earlier version
 */
export async function readEvaluation(run: RunDirectory): Promise<StoredEvaluation | null> {
  const metrics = await run.readMetrics();
  if (metrics === null) return null;
  const { success, output, issues } = v.safeParse(metricsSchema, metrics);
  if (!success) {
    const field = v.getDotPath(issues[0]) ?? "";
    const message = `${run.file("metrics.json")}: field "${field}" is wrong: ${issues[0].message}.`;
    throw new AnopleError("run", message, `It may be of an earlier version. ${EVALUATE_AGAIN}`);
  }
  const imagesOf = await readImages(run);
  const { folder, evaluatedAt, categories } = output;
  return {
    folder,
    evaluatedAt,
    categories: categories.map(({ imageCount, ...rest }) => {
      const images = imagesOf.get(rest.category) ?? [];
      if (images.length === imageCount) return { ...rest, images };
      const message = `${run.file("scores.csv")} has ${images.length} images of "${rest.category}" and metrics.json ${imageCount}.`;
      throw new AnopleError("run", message, EVALUATE_AGAIN);
    }),
  };
}

async function readImages(run: RunDirectory): Promise<Map<string, StoredImage[]>> {
  const file = run.file("scores.csv");
  const table = await run.readScores();
  if (table === null) throw new AnopleError("run", `${file} is missing.`, EVALUATE_AGAIN);
  const at = Object.fromEntries(COLUMNS.map((name) => [name, table.header.indexOf(name)]));
  const missing = COLUMNS.find((name) => at[name] === -1);
  if (missing !== undefined) {
    const hint = `It may be of an earlier version. ${EVALUATE_AGAIN}`;
    throw new AnopleError("run", `${file} has no column "${missing}".`, hint);
  }
  const byCategory = new Map<string, StoredImage[]>();
  for (const [i, row] of table.rows.entries()) {
    const cell = (name: (typeof COLUMNS)[number]) => row[at[name]!]!;
    const number = (name: (typeof COLUMNS)[number]) => {
      const value = cell(name) === "" ? Number.NaN : Number(cell(name));
      if (Number.isFinite(value)) return value;
      throw new AnopleError("run", `${file}: row ${i + 1}: "${name}" is "${cell(name)}", no number.`, EVALUATE_AGAIN);
    };
    const image: StoredImage = {
      path: cell("path"),
      id: cell("id"),
      label: number("label") === 0 ? 0 : 1,
      defect: cell("defect"),
      mask: cell("mask") || null,
      score: number("score"),
      parts: { memory: number("memory"), prompt: number("prompt"), decoder: number("decoder") },
    };
    const others = byCategory.get(cell("category"));
    if (others) others.push(image);
    else byCategory.set(cell("category"), [image]);
  }
  return byCategory;
}

/** `maps:<i>`, category by number: [images, patches], in the order of scores.csv; with a fingerprint of that order. */
function encodePatchMaps(categories: readonly CategoryEvaluation[]): Uint8Array {
  const tensors: Record<string, FloatTensor> = {};
  categories.forEach(({ images }, i) => {
    const patches = images[0]?.patchMap.length ?? 0;
    const data = new Float32Array(images.length * patches);
    for (const [k, { patchMap }] of images.entries()) data.set(patchMap, k * patches);
    if (images.length > 0) tensors[`maps:${i}`] = { shape: [images.length, patches], data };
  });
  return encodeSafetensors(tensors, { images: fingerprintOf(categories) });
}

function fingerprintOf(categories: readonly { category: string; images: readonly { id: string }[] }[]): string {
  const ids = categories.map(({ category, images }) => [category, images.map(({ id }) => id)]);
  return sha256OfBytes(new TextEncoder().encode(JSON.stringify(ids)));
}

/**
 * The fused patch maps of an evaluation's images, by category and image in its order; null if they were not stored or are
 * those of other images.
 *
 * @throws AnopleError("run") for a damaged file
 */
export async function readPatchMaps(run: RunDirectory, evaluation: StoredEvaluation): Promise<Float32Array[][] | null> {
  const bytes = await run.readPatchMaps();
  if (bytes === null) return null;
  const { tensors, metadata } = decodeSafetensors(bytes, run.file("patch_maps.safetensors"), "run");
  if (metadata.images !== fingerprintOf(evaluation.categories)) return null;
  return evaluation.categories.map(({ images }, i) => {
    const { shape, data } = tensors.get(`maps:${i}`) ?? { shape: [0, 0], data: new Float32Array() };
    const [rows, patches = 0] = shape;
    if (rows !== images.length || shape.length !== 2 || (rows > 0 && !isSquare(patches))) {
      const message = `${run.file("patch_maps.safetensors")} has maps of shape [${shape}] for ${images.length} images.`;
      throw new AnopleError("run", message, EVALUATE_AGAIN);
    }
    return images.map((_, k) => data.subarray(k * patches, (k + 1) * patches));
  });
}

function isSquare(patches: number): boolean {
  return patches > 0 && Number.isInteger(Math.sqrt(patches));
}
