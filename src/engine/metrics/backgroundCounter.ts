import type { BinaryMask } from "../imaging/image.ts";
import { radixSort } from "./radixSort.ts";
import { keyOfBits } from "./scoreKeys.ts";

/** Keys sorted at a time (two buffers of 32 MiB): enough that the walk along the cuts costs less than the sorting. */
const BATCH = 2 ** 23;

/**
 * Counts background scores around D ascending, distinct score keys ("cuts"): `counts[2k + 1]` scores equal cut k,
 * `counts[2k]` lie between cut k - 1 and cut k, and `counts[2D]` above all. Scores are sorted in batches and merged with
 * the cuts, because looking each one up in so long a list would miss the processor's caches.
 */
export class BackgroundCounter {
  /** Pixels added. */
  pixels = 0;
  /** The sum of their keys modulo 2^32. */
  keySum = 0;
  private readonly counts: Uint32Array;
  private readonly batch: Int32Array;
  private readonly scratch: Int32Array;
  private filled = 0;

  /**
   * @param cuts ascending, each once
   * @param expected about how many pixels will be added
   */
  constructor(
    private readonly cuts: Int32Array,
    expected: number,
  ) {
    this.counts = new Uint32Array(2 * cuts.length + 1);
    this.batch = new Int32Array(Math.max(1, Math.min(BATCH, expected)));
    this.scratch = new Int32Array(this.batch.length);
  }

  /**
   * @param bits a map's bit patterns, all finite
   * @param mask pixels above 0 are left out; null adds every pixel
   */
  add(bits: Int32Array, mask: BinaryMask | null): void {
    const truth = mask?.data;
    const { batch } = this;
    let { filled, pixels, keySum } = this;
    for (let i = 0; i < bits.length; i++) {
      if (truth !== undefined && truth[i] !== 0) continue;
      if (filled === batch.length) {
        this.merge(filled);
        filled = 0;
      }
      const key = keyOfBits(bits[i]!);
      batch[filled++] = key;
      pixels++;
      keySum = (keySum + key) | 0;
    }
    this.filled = filled;
    this.pixels = pixels;
    this.keySum = keySum;
  }

  /** The counts of everything added so far. */
  result(): Uint32Array {
    this.merge(this.filled);
    this.filled = 0;
    return this.counts;
  }

  private merge(length: number): void {
    const { batch, cuts, counts } = this;
    radixSort(batch, this.scratch, length);
    let k = 0;
    for (let i = 0; i < length; i++) {
      const key = batch[i]!;
      while (k < cuts.length && cuts[k]! < key) k++;
      counts[k < cuts.length && cuts[k] === key ? 2 * k + 1 : 2 * k]!++;
    }
  }
}
