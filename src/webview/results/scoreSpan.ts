import type { CategoryResults } from "../../protocol/runs.ts";

/** Room beside the lowest and the highest score, as a share of their distance. */
const ROOM = 0.04;

/**
 * The scores that a chart and a slider reach over: all images' and all rules' thresholds, with room on either side, so that a
 * threshold can lie above every score.
 */
export function scoreSpan({
  images,
  thresholds,
}: Pick<CategoryResults, "images" | "thresholds">): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (value: number) => {
    if (!Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { score } of images) take(score);
  for (const { value } of thresholds) take(value);
  if (low > high) return [0, 1];
  const room = (high - low) * ROOM || Math.abs(low) * ROOM || 1;
  return [low - room, high + room];
}
