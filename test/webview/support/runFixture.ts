import type { RunDetails, RunSummary, TrainingStep } from "../../../src/protocol/runs.ts";

/** A made-up run that was trained to the end. */
export function makeSummary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    path: "/data/parts/.anople/runs/20260924-140512-bottle",
    id: "20260924-140512-bottle",
    status: "finished",
    problem: null,
    createdAt: "2026-09-24T14:05:12Z",
    finishedAt: "2026-09-24T14:09:40Z",
    step: 200,
    steps: 200,
    preset: "balanced",
    shots: 4,
    seed: 0,
    setting: "balanced, 4 shots",
    model: { name: "anople-mini", isBundled: true },
    categories: [{ name: "bottle", root: "/data/mvtec/bottle" }],
    folder: "/data/mvtec/bottle",
    command: "anople train /data/mvtec/bottle --preset balanced --shots 4 --seed 0",
    metrics: null,
    ...changes,
  };
}

/** Losses that fall with some noise, and a learning rate that warms up and falls. */
export function makeStep(step: number, steps = 200): TrainingStep {
  const noise = (k: number) => Math.abs(Math.sin(step * 12.9898 + k * 78.233) * 43758.5453) % 1;
  const fall = (from: number, to: number, half: number, k: number) =>
    (to + (from - to) * 2 ** (-step / half)) * (0.75 + 0.5 * noise(k));
  const [dice, focal, image] = [fall(1.5, 0.35, 28, 1), fall(0.28, 0.03, 20, 2), fall(0.72, 0.12, 35, 3)];
  const [latent, align] = [fall(0.9, 0.5, 80, 4), fall(0.8, 0.22, 45, 5)];
  return {
    step,
    losses: { total: dice + focal + image + 0.1 * latent + align, dice, focal, image, latent, align },
    learningRate: 2e-3 * Math.min(1, step / (0.05 * steps)) * 0.5 * (1 + Math.cos((Math.PI * step) / steps)) + 1e-5,
    gradientNorm: 0.4 + noise(6),
    seconds: step * 1.3,
  };
}

/** What the page of a run is told. */
export function makeRun(changes: Partial<RunSummary> = {}, steps = changes.step ?? 200): RunDetails {
  const summary = makeSummary(changes);
  return {
    summary,
    training: Array.from({ length: steps }, (_, i) => makeStep(i + 1, summary.steps)),
    support: summary.categories.flatMap(({ name, root }) =>
      Array.from({ length: summary.shots }, (_, i) => ({ category: name, path: `${root}/train/good/00${i}.png` })),
    ),
    config: {
      contextTokens: 4,
      promptDepth: null,
      coupling: "both",
      defectKinds: ["scratch", "blob"],
      steps: summary.steps,
    },
    versions: { engine: "0.1.0", node: "20.20.2", onnxruntime: "1.30.0" },
  };
}
