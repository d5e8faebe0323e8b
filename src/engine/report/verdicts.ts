import type { CategoryEvaluation, EvaluatedImage } from "../jobs/requests.ts";

/** What became of an image at the run's threshold. */
export type Verdict = "missed" | "false-alarm" | "found" | "passed";

export const VERDICT_TITLES: Readonly<Record<Verdict, string>> = {
  missed: "Missed defect",
  "false-alarm": "False alarm",
  found: "Defect found",
  passed: "Normal, passed",
};

/** The verdict on an image; a score at the threshold counts as anomalous. */
export function verdictOf({ label, score }: EvaluatedImage, threshold: number): Verdict {
  const called = score >= threshold;
  if (label === 1) return called ? "found" : "missed";
  return called ? "false-alarm" : "passed";
}

/** The images of a category that a report shows, and how many there are. */
export interface Selection {
  /** Missed defects and false alarms, furthest from the threshold first. */
  readonly failures: readonly EvaluatedImage[];
  /** The rest, highest score first, evenly spaced over all of them where they are too many. */
  readonly others: readonly EvaluatedImage[];
  readonly failureCount: number;
  readonly otherCount: number;
}

/** Chooses at most `maxFailures` and `maxOthers` images. */
export function selectImages(
  { images, threshold: { value } }: CategoryEvaluation,
  maxFailures: number,
  maxOthers: number,
): Selection {
  const isFailure = (image: EvaluatedImage) => ["missed", "false-alarm"].includes(verdictOf(image, value));
  const margin = (image: EvaluatedImage) => Math.abs(image.score - value);
  const failures = images.filter(isFailure).sort((a, b) => margin(b) - margin(a));
  const others = images.filter((image) => !isFailure(image)).sort((a, b) => b.score - a.score);
  return {
    failures: failures.slice(0, maxFailures),
    others: spread(others, maxOthers),
    failureCount: failures.length,
    otherCount: others.length,
  };
}

/** `count` items of a list at even distances, the first and the last among them. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / Math.max(1, count - 1))]!);
}
