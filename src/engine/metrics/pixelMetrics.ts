import { AnopleError } from "../base/errors.ts";
import type { BinaryMask, FloatMap } from "../imaging/image.ts";
import { BackgroundCounter } from "./backgroundCounter.ts";
import { pixelAupro, pixelRanking, steppedAupro } from "./pixelHistogram.ts";
import { labelRegions } from "./regions.ts";
import { bitsOf, isNotFinite, keyAtOrBelow, keyOfBits, scoreOfKey } from "./scoreKeys.ts";
import { cutOf, type TruthCuts, truthCuts } from "./truthCuts.ts";

/** Equal steps of the `aupro200` variant. */
const STEPS = 200;

/** Slots count in 32 bits. */
const MAX_NORMAL_PIXELS = 2 ** 32 - 1;

/** Pixel-level results, all images pooled. A number that is undefined for the data is null, and `reason` says why. */
export interface PixelMetrics {
  /** Exact area under the ROC curve, ties counting 1/2. */
  auroc: number | null;
  /** Exact step-wise average precision. */
  ap: number | null;
  /** The highest F1 that any threshold reaches. */
  f1Max: number | null;
  /** The threshold that reaches it (the lowest of several); anomalous when score >= threshold. */
  f1MaxThreshold: number | null;
  /**
   * Exact per-region overlap, as in the official MVTec AD evaluation: 8-connected regions, every distinct score a
   * threshold, area up to the false positive rate `limit` with linear interpolation there, divided by `limit`.
   */
  aupro: number | null;
  /**
   * The coarser variant in the tables of the CLIP few-shot papers (`cal_pro_score`): thresholds min + j * ((max - min) / 200)
   * for j = 0..199, in float64, with min and max over all pixels of all maps; anomalous when score > threshold; thresholds
   * with a false positive rate < `limit` are kept, their rates rescaled so that the lowest becomes 0 and the highest 1, and
   * the trapezoid area taken. Null when fewer than two different rates are kept (a flat map, a few extreme scores).
   */
  aupro200: number | null;
  /** The false positive rate where both areas end. */
  limit: number;
  /** 8-connected regions in all masks. */
  regions: number;
  anomalousPixels: number;
  normalPixels: number;
  /** Masks without one anomalous pixel. Such images add no region; their pixels count as background. */
  emptyMasks: number;
  reason?: string;
}

/**
 * Exact pixel metrics in two passes over the same maps. Memory grows with the anomalous pixels (at most about 32 bytes
 * each, and 64 MiB), never with the background: recall and PRO change only at scores of anomalous pixels, so it is enough
 * to count the background at and between those.
 *
 *     for each image: evaluation.addTruth(map, mask)
 *     evaluation.seal()
 *     for each image: evaluation.addBackground(map, mask)
 *     evaluation.result()
 *
 * Maps may differ in size from image to image. Giving the same maps in both passes is the caller's duty.
 */
export class PixelEvaluation {
  /** Keys of one image's anomalous pixels, region after region. */
  private chunks: Int32Array[] = [];
  /** Sizes of all regions, in the order of the chunks. */
  private regionSizes: number[] = [];
  private regions = 0;
  private anomalousPixels = 0;
  private normalPixels = 0;
  private emptyMasks = 0;
  private minKey = 0x7fffffff;
  private maxKey = -0x80000000;
  /** Sums of background keys modulo 2^32: they differ when pass 2 gets other maps than pass 1. */
  private truthKeySum = 0;
  /** What pass 1 found, once sealed: with the cut of each of the 200 thresholds, ascending. */
  private sealed: { truth: TruthCuts; thresholdCuts: number[]; background: BackgroundCounter } | undefined;

  /**
   * @param limit the false positive rate where AUPRO ends, in (0, 1]
   * @throws AnopleError("usage") for another limit
   */
  constructor(private readonly limit = 0.3) {
    if (!(limit > 0 && limit <= 1))
      throw new AnopleError(
        "usage",
        `The AUPRO limit is ${limit}, not above 0 and at most 1.`,
        "Use 0.3, or 0.05 for MVTec AD 2.",
      );
  }

  /**
   * Pass 1: takes the anomalous pixels of one image.
   *
   * @param mask the ground truth at the map's size, null for a normal image
   * @throws AnopleError("data") when map and mask differ in size, or a score is NaN or infinite
   */
  addTruth(map: FloatMap, mask: BinaryMask | null): void {
    if (this.sealed) throw new Error("addTruth was called after seal.");
    checkSizes(map, mask);
    const bits = bitsOf(map.data);
    const truth = mask?.data;
    let anomalous = 0;
    for (let i = 0; i < bits.length; i++) {
      const floatBits = bits[i]!;
      if (isNotFinite(floatBits)) throw notFinite(map, i);
      const key = keyOfBits(floatBits);
      if (key < this.minKey) this.minKey = key;
      if (key > this.maxKey) this.maxKey = key;
      if (truth !== undefined && truth[i] !== 0) anomalous++;
      else this.truthKeySum = (this.truthKeySum + key) | 0;
    }
    this.normalPixels += bits.length - anomalous;
    if (this.normalPixels > MAX_NORMAL_PIXELS)
      throw new AnopleError("data", "There are more than 2^32 normal pixels.", "Evaluate the categories one by one.");
    if (mask === null) return;
    if (anomalous === 0) this.emptyMasks++;
    else this.takeRegions(bits, mask, anomalous);
  }

  /** Ends pass 1. */
  seal(): void {
    if (this.sealed) throw new Error("seal was called twice.");
    const steps = this.anomalousPixels > 0 ? equalSteps(this.minKey, this.maxKey) : [];
    const truth = truthCuts(this.chunks, this.regionSizes, steps);
    this.regionSizes = [];
    this.sealed = {
      truth,
      thresholdCuts: steps.map((key) => cutOf(truth.cuts, key)),
      background: new BackgroundCounter(truth.cuts, this.normalPixels),
    };
  }

  /**
   * Pass 2: counts the background pixels of one image, given as in pass 1.
   *
   * @throws AnopleError("data") when map and mask differ in size
   */
  addBackground(map: FloatMap, mask: BinaryMask | null): void {
    if (!this.sealed) throw new Error("addBackground was called before seal.");
    checkSizes(map, mask);
    this.sealed.background.add(bitsOf(map.data), mask);
    if (this.sealed.background.pixels > this.normalPixels) throw this.passesDiffer(this.sealed.background);
  }

  /**
   * The metrics, after both passes.
   *
   * @throws AnopleError("data") when pass 2 did not get the maps of pass 1
   */
  result(): PixelMetrics {
    if (!this.sealed) throw new Error("result was called before seal.");
    const { truth, thresholdCuts, background } = this.sealed;
    const { limit, regions, anomalousPixels, normalPixels, emptyMasks } = this;
    if (background.pixels !== normalPixels || background.keySum !== this.truthKeySum)
      throw this.passesDiffer(background);
    const counts = { limit, regions, anomalousPixels, normalPixels, emptyMasks };
    const none = { auroc: null, ap: null, f1Max: null, f1MaxThreshold: null, aupro: null, aupro200: null };
    if (anomalousPixels === 0) return { ...none, ...counts, reason: "No mask has an anomalous pixel." };
    if (normalPixels === 0) return { ...none, ...counts, reason: "No pixel is normal." };
    const histogram = { ...truth, counts: background.result(), anomalousPixels, normalPixels, regions };
    const aupro200 = steppedAupro(histogram, thresholdCuts, limit);
    return {
      ...pixelRanking(histogram),
      aupro: pixelAupro(histogram, limit),
      aupro200,
      ...counts,
      ...(aupro200 === null && {
        reason: `AUPRO over 200 steps needs two different false positive rates below ${limit}.`,
      }),
    };
  }

  /** Stores the keys of the anomalous pixels, ordered by region, so that a region costs one number. */
  private takeRegions(bits: Int32Array, mask: BinaryMask, anomalous: number): void {
    const { labels, sizes } = labelRegions(mask, 8);
    const next = new Int32Array(sizes.length);
    for (let r = 1; r < sizes.length; r++) next[r] = next[r - 1]! + sizes[r - 1]!;
    const keys = new Int32Array(anomalous);
    for (let i = 0; i < labels.length; i++) if (labels[i] !== 0) keys[next[labels[i]! - 1]!++] = keyOfBits(bits[i]!);
    this.chunks.push(keys);
    for (const size of sizes) this.regionSizes.push(size);
    this.regions += sizes.length;
    this.anomalousPixels += anomalous;
  }

  private passesDiffer(background: BackgroundCounter): AnopleError {
    return new AnopleError(
      "data",
      `The second pass over the anomaly maps counted ${background.pixels} normal pixels of ${this.normalPixels}, or other scores than the first.`,
      "Evaluate again, and don't change maps or masks while it runs.",
    );
  }
}

/** Keys such that "above the key" means "above the threshold", for each of the 200 thresholds, ascending. */
function equalSteps(minKey: number, maxKey: number): number[] {
  const min = scoreOfKey(minKey);
  const step = (scoreOfKey(maxKey) - min) / STEPS;
  return Array.from({ length: STEPS }, (_, j) => keyAtOrBelow(min + j * step));
}

function checkSizes(map: FloatMap, mask: BinaryMask | null): void {
  if (map.data.length !== map.width * map.height)
    throw new AnopleError(
      "data",
      `An anomaly map of ${map.width} x ${map.height} holds ${map.data.length} scores.`,
      "Score the images again.",
    );
  if (mask === null) return;
  if (mask.width !== map.width || mask.height !== map.height || mask.data.length !== map.data.length)
    throw new AnopleError(
      "data",
      `The mask is ${mask.width} x ${mask.height} pixels but the anomaly map ${map.width} x ${map.height}.`,
      "Evaluate at one size: resize the mask to the map or the map to the mask.",
    );
}

function notFinite(map: FloatMap, at: number): AnopleError {
  return new AnopleError(
    "data",
    `An anomaly map holds ${map.data[at]} at column ${at % map.width}, row ${Math.floor(at / map.width)}.`,
    "Score the images again.",
  );
}
