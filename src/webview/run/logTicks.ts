/** A mark of an axis. */
export interface Tick {
  readonly value: number;
  /** Whether it has room for a label. */
  readonly isLabelled: boolean;
}

/**
 * Marks of a logarithmic axis within [low, high]: powers of ten, and twice and five times those where fewer than three
 * powers fit. Of many, every second, third … gets a label.
 *
 * @param low positive
 * @param count of labels that there is room for
 */
export function logTicks(low: number, high: number, count: number): Tick[] {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const isInside = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const wanted = powers.filter((power) => isInside(10 ** power)).length < 3 ? [1, 2, 5] : [1];
  const values = powers.flatMap((power) => wanted.map((factor) => exact(factor, power))).filter(isInside);
  const every = Math.max(1, Math.ceil(values.length / Math.max(1, count)));
  return values.map((value, i) => ({ value, isLabelled: i % every === 0 }));
}

/** Without the rounding of a product. */
function exact(factor: number, power: number): number {
  return Number(`${factor}e${power}`);
}
