import type { Config } from "./config.ts";
import type { Parameters } from "./parameters.ts";

/** Gradients by parameter name. */
export type Gradients = Readonly<Record<string, Float32Array>>;

/** What an update rule remembers of a parameter, by name: first and second moment, or the momentum buffer. */
export interface OptimiserState {
  readonly first: Readonly<Record<string, Float32Array>>;
  readonly second: Readonly<Record<string, Float32Array>>;
}

export type OptimiserSettings = Pick<Config, "optimiser" | "weightDecay" | "momentum" | "gradientClip">;

const ADAM_BETA_1 = 0.9;
const ADAM_BETA_2 = 0.999;
const ADAM_EPSILON = 1e-8;

/** A state that has seen no gradient yet. */
export function freshOptimiserState(parameters: Parameters): OptimiserState {
  const zeros = () =>
    Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, new Float32Array(data.length)]));
  return { first: zeros(), second: zeros() };
}

/**
 * Moves the parameters one step, in place. Gradients are first scaled so that their joint norm is at most
 * `gradientClip`.
 *
 * - adamw: Loshchilov and Hutter 2019, decoupled weight decay, bias-corrected moments, β = (0.9, 0.999)
 * - sgd: PyTorch's form, v ← μ·v + (g + λ·p), p ← p − rate·v
 *
 * @param step counted from 0
 * @returns the gradient's norm before clipping
 */
export function updateParameters(
  parameters: Parameters,
  gradients: Gradients,
  state: OptimiserState,
  step: number,
  rate: number,
  settings: OptimiserSettings,
): number {
  const norm = Math.hypot(...Object.values(gradients).map(normOf));
  const clip = settings.gradientClip;
  const scale = clip > 0 && norm > clip ? clip / norm : 1;
  for (const [name, { data }] of Object.entries(parameters)) {
    const [gradient, first, second] = [gradients[name]!, state.first[name]!, state.second[name]!];
    if (settings.optimiser === "adamw") adamw(data, gradient, first, second, step, rate, scale, settings.weightDecay);
    else sgd(data, gradient, first, rate, scale, settings);
  }
  return norm;
}

function normOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}

function adamw(
  p: Float32Array,
  gradient: Float32Array,
  first: Float32Array,
  second: Float32Array,
  step: number,
  rate: number,
  scale: number,
  decay: number,
): void {
  const correction1 = 1 - ADAM_BETA_1 ** (step + 1);
  const correction2 = 1 - ADAM_BETA_2 ** (step + 1);
  for (let i = 0; i < p.length; i++) {
    const g = gradient[i]! * scale;
    const m = ADAM_BETA_1 * first[i]! + (1 - ADAM_BETA_1) * g;
    const v = ADAM_BETA_2 * second[i]! + (1 - ADAM_BETA_2) * g * g;
    first[i] = m;
    second[i] = v;
    p[i] = p[i]! * (1 - rate * decay) - (rate * (m / correction1)) / (Math.sqrt(v / correction2) + ADAM_EPSILON);
  }
}

function sgd(
  p: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array,
  rate: number,
  scale: number,
  { momentum, weightDecay }: OptimiserSettings,
): void {
  for (let i = 0; i < p.length; i++) {
    velocity[i] = momentum * velocity[i]! + gradient[i]! * scale + weightDecay * p[i]!;
    p[i]! -= rate * velocity[i]!;
  }
}
