/** Numbers as people read them. */

/** What stands for a number that is undefined. */
export const NONE = "–";

/** A metric between 0 and 1 with three decimals. */
export function formatMetric(value: number | null): string {
  return value === null || !Number.isFinite(value) ? NONE : value.toFixed(3);
}

/** An anomaly score or a threshold, whose scale depends on the run, with four significant digits. */
export function formatScore(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)) return value.toExponential(3);
  return value.toPrecision(4);
}

/** A duration such as "8 s", "3:05 min" or "1:02:00 h". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)} min`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)} h`;
}

/** A size such as "812 B", "3.4 MB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}

/** A count with its noun: "1 image", "2 images". */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
