import { scoreOfKey } from "./scoreKeys.ts";
import type { TruthCuts } from "./truthCuts.ts";

/** Everything the pixel metrics depend on: recall and PRO change only at the cuts. */
interface PixelHistogram extends TruthCuts {
  /** Background pixels at and between the cuts, as `BackgroundCounter` numbers them. */
  readonly counts: Uint32Array;
  readonly anomalousPixels: number;
  readonly normalPixels: number;
  readonly regions: number;
}

/** Exact pixel AUROC (ties 1/2), AP (step-wise) and F1-max with its threshold, all maps pooled. Both classes must be there. */
export function pixelRanking(histogram: PixelHistogram): {
  auroc: number;
  ap: number;
  f1Max: number;
  f1MaxThreshold: number;
} {
  const { cuts, counts, positives, anomalousPixels, normalPixels } = histogram;
  let tp = 0;
  let fp = counts[counts.length - 1]!;
  let wins = 0;
  let ap = 0;
  let f1Max = 0;
  let f1MaxKey = 0;
  for (let k = cuts.length - 1; k >= 0; k--) {
    const gained = positives[k]!;
    const tied = counts[2 * k + 1]!;
    const below = counts[2 * k]!;
    fp += tied;
    if (gained > 0) {
      tp += gained;
      wins += gained * (normalPixels - fp + tied / 2);
      ap += (gained / anomalousPixels) * (tp / (tp + fp));
      const f1 = (2 * tp) / (tp + fp + anomalousPixels);
      if (f1 >= f1Max) {
        f1Max = f1;
        f1MaxKey = cuts[k]!;
      }
    }
    fp += below;
  }
  return { auroc: wins / (anomalousPixels * normalPixels), ap, f1Max, f1MaxThreshold: scoreOfKey(f1MaxKey) };
}

/**
 * Exact AUPRO (Bergmann et al., IJCV 2021): the area under mean per-region overlap against the false positive rate of all
 * background pixels, from 0 to `limit`, over `limit`. Every distinct score is a threshold; trapezoids join them, and the
 * last is cut at the limit by linear interpolation.
 */
export function pixelAupro(histogram: PixelHistogram, limit: number): number {
  const { counts, weights, normalPixels, regions } = histogram;
  const end = limit * normalPixels;
  let fp = 0;
  let overlap = 0;
  let area = 0;
  for (let slot = counts.length - 1; slot >= 0 && fp < end; slot--) {
    const count = counts[slot]!;
    // Between cuts only false positives grow; at a cut the overlap grows along with the background that ties it.
    const gained = slot % 2 === 1 ? weights[(slot - 1) / 2]! : 0;
    if (count > 0) {
      const taken = Math.min(count, end - fp);
      area += taken * (overlap + (gained * (taken / count)) / 2);
    }
    fp += count;
    overlap += gained;
  }
  return Math.min(1, area / (end * regions));
}

/**
 * The AUPRO variant of the CLIP few-shot papers: given thresholds, keep those whose false positive rate is below `limit`,
 * rescale the kept rates to [0, 1] by their lowest and highest, and take the trapezoid area.
 *
 * @param thresholdCuts the cut of each threshold, ascending; predicted anomalous are scores above the cut
 * @returns null when fewer than two different rates are below the limit, which leaves nothing to rescale
 */
export function steppedAupro(
  histogram: PixelHistogram,
  thresholdCuts: readonly number[],
  limit: number,
): number | null {
  const { cuts, counts, weights, normalPixels, regions } = histogram;
  const rates: number[] = [];
  const overlaps: number[] = [];
  let fp = counts[counts.length - 1]!;
  let overlap = 0;
  let k = cuts.length - 1;
  for (let i = thresholdCuts.length - 1; i >= 0; i--) {
    for (; k > thresholdCuts[i]!; k--) {
      fp += counts[2 * k + 1]! + counts[2 * k]!;
      overlap += weights[k]!;
    }
    if (fp / normalPixels >= limit) break;
    rates.push(fp / normalPixels);
    overlaps.push(overlap / regions);
  }
  const span = rates.length > 0 ? rates[rates.length - 1]! - rates[0]! : 0;
  if (span === 0) return null;
  let area = 0;
  for (let i = 1; i < rates.length; i++) area += ((rates[i]! - rates[i - 1]!) * (overlaps[i]! + overlaps[i - 1]!)) / 2;
  return Math.min(1, area / span);
}
