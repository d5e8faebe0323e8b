import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose } from "../../../test/support/closeTo.ts";
import { freshOptimiserState, type OptimiserSettings, updateParameters } from "./optimiser.ts";

/** Two steps, with the rates 0.1 and 0.05, as torch.optim and torch.nn.utils.clip_grad_norm_ take them (PyTorch 2). */
const STEPS = [
  { gradients: { a: [0.3, -0.6, 0.1], b: [2] }, rate: 0.1, norm: 2.1118712 },
  { gradients: { a: [-0.2, 0.4, 0], b: [0.5] }, rate: 0.05, norm: 0.6708204 },
];
const TORCH: {
  optimiser: OptimiserSettings["optimiser"];
  gradientClip: number;
  after: { a: number[]; b: number[] }[];
}[] = [
  {
    optimiser: "adamw",
    gradientClip: 0,
    after: [
      { a: [0.3995000124, -0.8990000486, 1.8980000019], b: [0.1497500241] },
      { a: [0.3920742273, -0.8913244605, 1.8635480404], b: [0.1081452668] },
    ],
  },
  {
    optimiser: "adamw",
    gradientClip: 1,
    after: [
      { a: [0.3995000124, -0.8990000486, 1.8980000019], b: [0.1497500092] },
      { a: [0.4102452695, -0.9094955325, 1.8635480404], b: [0.1026729196] },
    ],
  },
  {
    optimiser: "sgd",
    gradientClip: 0,
    after: [
      { a: [0.4695000052, -0.9390000105, 1.9880000353], b: [0.0497499928] },
      { a: [0.4655402601, -0.9310805202, 1.9816060066], b: [-0.0653873831] },
    ],
  },
  {
    optimiser: "sgd",
    gradientClip: 1,
    after: [
      { a: [0.4852945805, -0.9705891609, 1.9932649136], b: [0.1550472975] },
      { a: [0.4884344935, -0.9768689871, 1.9892374277], b: [0.0872410536] },
    ],
  },
];

for (const { optimiser, gradientClip, after } of TORCH) {
  test(`${optimiser} with clipping at ${gradientClip} takes PyTorch's steps`, () => {
    const parameters = {
      a: { shape: [3], data: Float32Array.of(0.5, -1, 2) },
      b: { shape: [1, 1], data: Float32Array.of(0.25) },
    };
    const state = freshOptimiserState(parameters);
    const settings = { optimiser, gradientClip, weightDecay: 0.01, momentum: 0.9 };
    STEPS.forEach(({ gradients, rate, norm }, step) => {
      const floats = { a: Float32Array.from(gradients.a), b: Float32Array.from(gradients.b) };
      const measured = updateParameters(parameters, floats, state, step, rate, settings);
      assertClose([measured], [norm], 1e-6, 1, "norm before clipping");
      assertClose(parameters.a.data, after[step]!.a, 2e-6, 0.1, `a after step ${step}`);
      assertClose(parameters.b.data, after[step]!.b, 2e-6, 0.1, `b after step ${step}`);
    });
  });
}

test("a copied state goes on exactly where it was", () => {
  const run = (copyAt: number) => {
    let parameters = { a: { shape: [2], data: Float32Array.of(1, -1) } };
    let state = freshOptimiserState(parameters);
    for (let step = 0; step < 6; step++) {
      if (step === copyAt) [parameters, state] = structuredClone([parameters, state]);
      const gradient = Float32Array.of(Math.sin(step + 1), Math.cos(step));
      const settings = { optimiser: "adamw", gradientClip: 1, weightDecay: 0.01, momentum: 0 } as const;
      updateParameters(parameters, { a: gradient }, state, step, 0.1, settings);
    }
    return parameters.a.data;
  };
  assert.deepEqual(run(3), run(-1));
});
