/** Mean and sample standard deviation (n − 1) over those that have a value; null where they are undefined. */
export function seedStats(values: readonly (number | null)[]): {
  readonly count: number;
  readonly mean: number | null;
  readonly sd: number | null;
} {
  const known = values.filter((value) => value !== null);
  const count = known.length;
  if (count === 0) return { count, mean: null, sd: null };
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, sd: count < 2 ? null : Math.sqrt(squares / (count - 1)) };
}
