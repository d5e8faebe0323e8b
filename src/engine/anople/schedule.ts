/**
 * Learning rate of a step: linear warm-up, then a half cosine down to the final rate. method.md 1.10
 *
 * @param step counted from 0
 * @param warmup share of the steps that the warm-up takes
 */
export function learningRateAt(step: number, steps: number, peak: number, final: number, warmup: number): number {
  const warmupSteps = warmup * steps;
  const cosine = final + (peak - final) * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
  return cosine * Math.min(1, (step + 1) / (warmupSteps + 1));
}
