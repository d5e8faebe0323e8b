import type { ResultImage } from "../../protocol/runs.ts";

/** Images whose score lies in [from, to); of the last bin, in [from, to]. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly normal: number;
  readonly anomalous: number;
}

/** Counts images of either class in equal bins. Scores outside the span are left out. */
export function histogram(
  images: readonly Pick<ResultImage, "label" | "score">[],
  [low, high]: readonly [number, number],
  count: number,
): Bin[] {
  const edge = (i: number) => low + (i * (high - low)) / count;
  const counts = Array.from({ length: count }, () => [0, 0] as [number, number]);
  for (const { score, label } of images) {
    if (!(score >= low && score <= high)) continue;
    counts[Math.min(count - 1, Math.floor(((score - low) / (high - low)) * count))]![label]++;
  }
  return counts.map(([normal, anomalous], i) => ({ from: edge(i), to: edge(i + 1), normal, anomalous }));
}
