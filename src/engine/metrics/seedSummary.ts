/**
 * Mean and sample standard deviation (n - 1) of one metric over seeds. Nulls, where the metric was undefined, are left
 * out; the mean is null without a value, the deviation with fewer than two.
 */
export function meanAndSd(values: readonly (number | null)[]): {
  mean: number | null;
  sd: number | null;
  count: number;
} {
  const known = values.filter((value) => value !== null);
  const count = known.length;
  if (count === 0) return { mean: null, sd: null, count };
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, sd: null, count };
  // Two passes: the sum of squares alone loses all digits when the spread is small against the mean.
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (count - 1)), count };
}
