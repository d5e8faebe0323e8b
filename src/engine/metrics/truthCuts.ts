import { radixSort } from "./radixSort.ts";

/** The distinct scores of anomalous pixels ("cuts"), ascending, and what is gained by lowering the threshold to each. */
export interface TruthCuts {
  /** Score keys (see scoreKeys.ts). */
  readonly cuts: Int32Array;
  /** Anomalous pixels at each cut. */
  readonly positives: Uint32Array;
  /** The sum of 1 / region size over the anomalous pixels at each cut; PRO is its running sum / regions. */
  readonly weights: Float64Array;
}

/**
 * Sorts the anomalous pixels of all regions.
 *
 * @param chunks score keys, region after region; emptied, so that memory is free for the result
 * @param regionSizes pixels of each region, in the order of the chunks
 * @param extra keys to add as cuts without anomalous pixels
 */
export function truthCuts(chunks: Int32Array[], regionSizes: readonly number[], extra: readonly number[]): TruthCuts {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, extra.length);
  const keys = new Int32Array(length);
  const regions = new Int32Array(length);
  keys.set(extra);
  regions.fill(-1, 0, extra.length);
  let at = extra.length;
  for (const chunk of chunks) {
    keys.set(chunk, at);
    at += chunk.length;
  }
  chunks.length = 0;
  at = extra.length;
  for (let r = 0; r < regionSizes.length; r++) {
    regions.fill(r, at, at + regionSizes[r]!);
    at += regionSizes[r]!;
  }
  radixSort(keys, new Int32Array(length), length, { values: regions, scratch: new Int32Array(length) });

  let distinct = 0;
  for (let i = 0; i < length; i++) if (i === 0 || keys[i] !== keys[i - 1]) distinct++;
  const cuts = new Int32Array(distinct);
  const positives = new Uint32Array(distinct);
  const weights = new Float64Array(distinct);
  let k = -1;
  for (let i = 0; i < length; i++) {
    if (i === 0 || keys[i] !== keys[i - 1]) cuts[++k] = keys[i]!;
    if (regions[i] === -1) continue;
    positives[k]!++;
    weights[k]! += 1 / regionSizes[regions[i]!]!;
  }
  return { cuts, positives, weights };
}

/** The index of a key that is one of the ascending cuts. */
export function cutOf(cuts: Int32Array, key: number): number {
  let from = 0;
  let to = cuts.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (cuts[middle]! < key) from = middle + 1;
    else to = middle;
  }
  return from;
}
