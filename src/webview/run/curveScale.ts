/** The least and the greatest of values. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * What the value axis of curves spans: from 0, or below, on a linear axis, with some room above; on a logarithmic one what is
 * above 0.
 */
export function valueRange(curves: readonly (readonly number[])[], isLog: boolean): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const curve of curves)
    for (const value of curve) {
      if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (low > high) return isLog ? { low: 0.1, high: 1 } : { low: 0, high: 1 };
  if (isLog) return { low: low / 1.1, high: high * 1.1 };
  const from = Math.min(0, low);
  return { low: from, high: high > from ? high + 0.05 * (high - from) : from + 1 };
}

/**
 * Where the axis of steps ends. While a training runs, an eighth, a quarter, half or all of the planned steps, so that the
 * first ones can be seen and the axis changes three times only.
 */
export function lastStepShown(last: number, planned: number, isRunning: boolean): number {
  if (!isRunning || last >= planned) return Math.max(1, last);
  return [8, 4, 2, 1].map((part) => Math.ceil(planned / part)).find((end) => end >= last)!;
}
