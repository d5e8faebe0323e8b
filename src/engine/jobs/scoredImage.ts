import type { PictureScore } from "../anople/scorer.ts";
import { percentileAmongNormals, type ThresholdRule } from "../metrics/thresholds.ts";
import type { ScoredImage } from "./requests.ts";
import { operatingPoint, type TrainedRun } from "./trainedRun.ts";

/** What is told of an image that was scored as a category of a run. */
export function scoredImage(
  trained: TrainedRun,
  categoryIndex: number,
  file: string,
  { score, parts }: PictureScore,
  rule: ThresholdRule | undefined,
): Omit<ScoredImage, "map"> {
  return {
    path: file,
    category: trained.run.record.categories[categoryIndex]!.name,
    score,
    parts,
    threshold: operatingPoint(trained, categoryIndex, rule).value,
    percentile: percentileAmongNormals(score, trained.memories[categoryIndex]!.normalScores),
  };
}
