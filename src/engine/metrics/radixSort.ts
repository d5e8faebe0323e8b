const DIGITS = 4;
const RADIX = 256;

/**
 * Sorts the first `length` keys ascending, in place and stably, and moves `payload` along: several times faster than the
 * built-in sort on millions of keys.
 *
 * @param scratch as long as the keys; its contents are lost
 * @param payload one value a key, with its own scratch
 */
export function radixSort(
  keys: Int32Array,
  scratch: Int32Array,
  length: number,
  payload?: { values: Int32Array; scratch: Int32Array },
): void {
  const starts = digitStarts(keys, length);
  let from = keys;
  let to = scratch;
  let payloadFrom = payload?.values;
  let payloadTo = payload?.scratch;
  // An even number of digits: the result ends where it began.
  for (let digit = 0; digit < DIGITS; digit++) {
    const next = starts.subarray(digit * RADIX, (digit + 1) * RADIX);
    const shift = 8 * digit;
    if (payloadFrom !== undefined && payloadTo !== undefined) {
      for (let i = 0; i < length; i++) {
        const at = next[((from[i]! ^ 0x80000000) >>> shift) & 255]!++;
        to[at] = from[i]!;
        payloadTo[at] = payloadFrom[i]!;
      }
    } else {
      for (let i = 0; i < length; i++) to[next[((from[i]! ^ 0x80000000) >>> shift) & 255]!++] = from[i]!;
    }
    [from, to] = [to, from];
    [payloadFrom, payloadTo] = [payloadTo, payloadFrom];
  }
}

/** For each digit, lowest first, where the keys with each of its values start. The sign bit is flipped: negative first. */
function digitStarts(keys: Int32Array, length: number): Uint32Array {
  const starts = new Uint32Array(DIGITS * RADIX);
  for (let i = 0; i < length; i++) {
    const key = keys[i]! ^ 0x80000000;
    starts[key & 255]!++;
    starts[RADIX + ((key >>> 8) & 255)]!++;
    starts[2 * RADIX + ((key >>> 16) & 255)]!++;
    starts[3 * RADIX + (key >>> 24)]!++;
  }
  for (let digit = 0; digit < DIGITS; digit++) {
    let sum = 0;
    for (let i = digit * RADIX; i < (digit + 1) * RADIX; i++) {
      const count = starts[i]!;
      starts[i] = sum;
      sum += count;
    }
  }
  return starts;
}
