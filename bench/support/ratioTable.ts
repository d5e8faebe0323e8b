/** What was measured, and what it should not exceed. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: "ms" | "MB";
  /** Missing for what is there to compare with. */
  readonly target?: number;
}

/** A table with the ratio of each value to its target; below 1 is good. */
export function ratioTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ name, value, unit, target }) => [
    name,
    `${value.toFixed(0)} ${unit}`,
    target === undefined ? "" : `${target.toFixed(0)} ${unit}`,
    target === undefined ? "" : (value / target).toFixed(2),
  ]);
  const all = [["", "measured", "target", "ratio"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = ([name, ...numbers]: string[]) =>
    [name!.padEnd(widths[0]!), ...numbers.map((text, i) => text.padStart(widths[i + 1]!))].join("  ");
  return all.map(line).join("\n");
}
