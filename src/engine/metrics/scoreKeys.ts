/**
 * Float32 scores as integers in the same order, so that scores can be sorted, tabulated and compared as integers.
 * Neighbouring floats have neighbouring keys; -0 and +0 share key 0.
 */

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** A float map's bit patterns, without a copy; `keyOfBits` turns each into its key. */
export function bitsOf(data: Float32Array): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, data.length);
}

/** Whether the bits are those of NaN or an infinity. */
export function isNotFinite(floatBits: number): boolean {
  return (floatBits & 0x7f800000) === 0x7f800000;
}

/** The key of a finite float32, given its bits. */
export function keyOfBits(floatBits: number): number {
  return floatBits >= 0 ? floatBits : (floatBits ^ 0x7fffffff) + 1;
}

/** The score that a key stands for. */
export function scoreOfKey(key: number): number {
  bits[0] = key >= 0 ? key : (key - 1) ^ 0x7fffffff;
  return float[0]!;
}

/** The key of the highest float32 that is not above `value` (a float64 within float32's range). */
export function keyAtOrBelow(value: number): number {
  float[0] = value;
  const key = keyOfBits(bits[0]!);
  return float[0]! > value ? key - 1 : key;
}
