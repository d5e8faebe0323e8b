/**
 * The memory of normal patches: one bank of unit vectors for each group of blocks (method.md 1.11). A patch's distance is
 * (1 − largest cosine)/2 to the bank, averaged over the banks.
 */
export interface MemoryBank {
  /** Unit vectors, [rows, width]. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly width: number;
}

/** Puts patch descriptors of several pictures under each other. */
export function stackBank(parts: readonly Float32Array[], width: number): MemoryBank {
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return { data, rows: data.length / width, width };
}
