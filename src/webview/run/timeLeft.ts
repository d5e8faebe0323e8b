import type { TrainingStep } from "../../protocol/runs.ts";

/** Steps that the estimate rests on: enough to even out, few enough to follow a machine that becomes busy. */
const RECENT = 20;

/**
 * How long a training will still take, in seconds: the steps left times the median duration of the recent ones, which a
 * pause of the computer does not move.
 *
 * @param training steps in order, perhaps thinned; `seconds` starts again where a training was resumed
 * @param steps planned
 * @returns null while fewer than three durations are known
 */
export function secondsLeft(training: readonly TrainingStep[], steps: number): number | null {
  const last = training[training.length - 1];
  if (last === undefined) return null;
  const durations: number[] = [];
  for (let i = training.length - 1; i > 0 && durations.length < RECENT; i--) {
    const { step, seconds } = training[i]!;
    const before = training[i - 1]!;
    if (seconds > before.seconds && step > before.step)
      durations.push((seconds - before.seconds) / (step - before.step));
  }
  if (durations.length < 3) return null;
  durations.sort((a, b) => a - b);
  return Math.max(0, steps - last.step) * durations[durations.length >> 1]!;
}
