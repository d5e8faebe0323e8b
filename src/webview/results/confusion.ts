import type { ResultImage } from "../../protocol/runs.ts";

/** Test images by what they are and what they are called. */
export interface Confusion {
  /** Anomalous and called so. */
  readonly tp: number;
  /** Normal but called anomalous. */
  readonly fp: number;
  readonly tn: number;
  /** Anomalous but called normal. */
  readonly fn: number;
}

/** Counts what a threshold makes of images: scores at or above it are called anomalous. */
export function countConfusion(images: readonly Pick<ResultImage, "label" | "score">[], threshold: number): Confusion {
  let [tp, fp, tn, fn] = [0, 0, 0, 0];
  for (const { label, score } of images) {
    const isCalled = score >= threshold;
    if (label === 1) isCalled ? tp++ : fn++;
    else isCalled ? fp++ : tn++;
  }
  return { tp, fp, tn, fn };
}

/** Shares from 0 to 1; null where nothing is there to take a share of. */
export interface Rates {
  /** Of what is called anomalous, the share that is. */
  readonly precision: number | null;
  /** Of what is anomalous, the share that is called so; the true positive rate. */
  readonly recall: number | null;
  readonly f1: number | null;
  /** Of what is normal, the share that is called anomalous. */
  readonly fpr: number | null;
}

/** The usual rates of a confusion matrix. */
export function confusionRates({ tp, fp, tn, fn }: Confusion): Rates {
  return {
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    f1: share(2 * tp, 2 * tp + fp + fn),
    fpr: share(fp, fp + tn),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
