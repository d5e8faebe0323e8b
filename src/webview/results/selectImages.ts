import type { ResultImage } from "../../protocol/runs.ts";
import type { Confusion } from "./confusion.ts";
import { verdictOf } from "./verdict.ts";

/** Which images are listed. */
export type Show = "missed" | "false-alarms" | "all";

/** What is listed before the user chooses: failures of the graver kind that there is. */
export function firstShown({ fn, fp }: Confusion): Show {
  if (fn > 0) return "missed";
  return fp > 0 ? "false-alarms" : "all";
}

/**
 * The images to list, worst first: by how far a score lies on the wrong side of the threshold, then how little on the right
 * one. Equal ones by their id.
 *
 * @param range scores from, to, both included; null for all
 */
export function selectImages(
  images: readonly ResultImage[],
  threshold: number,
  show: Show,
  range: readonly [number, number] | null,
): ResultImage[] {
  const wanted = show === "missed" ? "missed" : "false-alarm";
  const error = ({ label, score }: ResultImage) => (label === 1 ? threshold - score : score - threshold);
  return images
    .filter((image) => show === "all" || verdictOf(image, threshold) === wanted)
    .filter(({ score }) => range === null || (score >= range[0] && score <= range[1]))
    .sort((a, b) => error(b) - error(a) || (a.id < b.id ? -1 : 1));
}
