import { LOSSES, type TrainingStep } from "../../protocol/runs.ts";

/** More points than pixels of a plot would slow it down without being seen. */
const MAX_POINTS = 1000;

/** The curves of a plot, the sum first. */
export const CURVES = ["total", ...LOSSES] as const;
export type CurveName = (typeof CURVES)[number];

/** Adds a step. Steps from there on are replaced, as a resumed training does them again; many are thinned evenly. */
export function withStep(training: readonly TrainingStep[], step: TrainingStep): readonly TrainingStep[] {
  let kept = training.length;
  while (kept > 0 && training[kept - 1]!.step >= step.step) kept--;
  const steps = [...training.slice(0, kept), step];
  if (steps.length <= MAX_POINTS) return steps;
  // From the end, so that the newest stays.
  return steps.filter((_, i) => (steps.length - 1 - i) % 2 === 0);
}

/** A loss at each step; NaN where it was not recorded. */
export function lossesOf(training: readonly TrainingStep[], name: CurveName): number[] {
  return training.map(({ losses }) => losses[name] ?? Number.NaN);
}

/** The index of the point whose step is nearest; -1 without points. */
export function nearestPoint(training: readonly TrainingStep[], step: number): number {
  let low = 0;
  let high = training.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (training[middle]!.step < step) low = middle + 1;
    else high = middle;
  }
  return low > 0 && step - training[low - 1]!.step <= training[low]!.step - step ? low - 1 : low;
}
