import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose } from "../../../test/support/closeTo.ts";
import { tinyModel } from "../../../test/support/tinyModel.ts";
import { sizeOf } from "../graph/tensor.ts";
import type { BinaryMask, RgbImage } from "../imaging/image.ts";
import { patchTokens } from "../models/preprocess.ts";
import type { FloatFeeds } from "../runtime/session.ts";
import { type Config, makeConfig } from "./config.ts";
import { makeNetwork } from "./network.ts";
import { runSize, stepInputs } from "./stepInputs.ts";
import type { StepViews, View } from "./stepViews.ts";
import { stepInputShapes } from "./trainGraph.ts";

const TEXT_LENGTH = 9;
const SIZE = 64;
const GRID = 16; // patches of 4 pixels, so one pixel of a view is one truth cell
const JOINT = 20;

function networkOf(changes: Partial<Config> = {}) {
  return makeNetwork(tinyModel(), makeConfig("balanced", { viewSize: SIZE, ...changes }, "test"));
}

function picture(grey: number): RgbImage {
  const data = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => (grey + 7 * i) % 256);
  return { width: SIZE, height: SIZE, data };
}

/** A mask of `side`² pixels, anomalous where `inside` says so. */
function maskOf(side: number, inside: (x: number, y: number) => boolean): BinaryMask {
  const data = Uint8Array.from({ length: side * side }, (_, i) => (inside(i % side, Math.floor(i / side)) ? 1 : 0));
  return { width: side, height: side, data };
}

const spot = (x: number, y: number) => x >= 2 && x < 6 && y >= 8 && y < 10;
const VIEWS: View[] = [
  { image: picture(10), mask: null, index: 0 },
  { image: picture(20), mask: null, index: 4 },
  { image: picture(30), mask: maskOf(2 * SIZE, (x, y) => spot(x / 2, y / 2)), index: 0 },
  { image: picture(40), mask: maskOf(SIZE, () => false), index: 2 },
];

const ANCHORS = [1, 2].map((classNumber) => ({
  tokens: new Float32Array(2 * TEXT_LENGTH * 24).fill(classNumber),
  ends: new Float32Array(2 * TEXT_LENGTH).fill(classNumber),
}));

function inputsOf(changes: Partial<Config> = {}, step = 0, views: readonly View[] = VIEWS, seed = 1): FloatFeeds[] {
  const drawn: StepViews = { classIndex: 1, views };
  return stepInputs(networkOf(changes), drawn, ANCHORS, TEXT_LENGTH, seed, step);
}

/** One input of all runs, put together again. */
const joined = (runs: readonly FloatFeeds[], name: string) => runs.flatMap((feeds) => [...feeds[name]!.data]);

test("the runs have the shapes that the graph declares, and the class's anchors", () => {
  const runs = inputsOf({ microBatch: 2 });
  assert.equal(runs.length, 2);
  const shapes = stepInputShapes(networkOf(), 2, TEXT_LENGTH);
  for (const feeds of runs) {
    assert.deepEqual(Object.keys(feeds).sort(), Object.keys(shapes).sort());
    for (const [name, { data, shape }] of Object.entries(feeds)) {
      assert.deepEqual(shape, shapes[name as keyof typeof shapes], name);
      assert.equal(data.length, sizeOf(shape), name);
    }
    assert.equal(feeds.anchors!.data[0], 2);
    assert.equal(feeds.ends!.data[0], 2);
  }
});

test("a run holds the largest divisor of the step's views that the limit allows", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 64].map((limit) => runSize(6, limit)),
    [1, 2, 3, 3, 3, 6, 6, 6],
  );
  assert.equal(runSize(10, 4), 2);
});

test("cutting a step into runs changes no number", () => {
  const whole = inputsOf({ microBatch: 4 });
  assert.equal(whole.length, 1);
  for (const microBatch of [1, 2, 3]) {
    const runs = inputsOf({ microBatch });
    for (const name of Object.keys(whole[0]!)) {
      if (name !== "anchors" && name !== "ends") assert.deepEqual(joined(runs, name), joined(whole, name), name);
    }
  }
});

test("each view brings its normalised pixels and its number", () => {
  const runs = inputsOf();
  const { model } = networkOf();
  const perView = SIZE * SIZE * 3;
  const pixels = joined(runs, "patches");
  VIEWS.forEach(({ image }, i) => {
    const expected = new Float32Array(perView);
    patchTokens(image, model.config, expected, 0);
    assert.deepEqual(pixels.slice(i * perView, (i + 1) * perView), [...expected]);
  });
  assert.deepEqual(joined(runs, "view"), [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
});

test("truth cells follow the mask, and a view without an anomalous cell is normal", () => {
  const runs = inputsOf();
  const truth = joined(runs, "truth");
  const expected = maskOf(SIZE, spot).data;
  const cells = SIZE * SIZE;
  assert.deepEqual(truth.slice(2 * cells, 3 * cells), [...expected]);
  assert.ok([...truth.slice(0, 2 * cells), ...truth.slice(3 * cells)].every((value) => value === 0));
  assert.deepEqual(joined(runs, "label"), [0, 0, 1, 0]);
});

test("a cell is anomalous from more than a fifth of its pixels on", () => {
  // Masks of five times the view's side: a cell has 25 pixels. Cell 0 has 5 marked, cell 1 has 6.
  const mask = maskOf(5 * SIZE, (x, y) => (y === 0 && x < 10) || (x === 5 && y === 1));
  const runs = inputsOf({}, 0, [{ image: picture(1), mask, index: 0 }]);
  assert.deepEqual(
    joined(runs, "truth").flatMap((value, i) => (value === 1 ? [i] : [])),
    [1],
  );
});

test("weights are shares of the whole step: of all views, and of those that are abnormal", () => {
  const twoAbnormal = VIEWS.map((view, i) => (i === 1 ? { ...view, mask: maskOf(SIZE, spot) } : view));
  for (const [views, expected] of [
    [VIEWS, [0, 0, 1, 0]],
    [twoAbnormal, [0, 0.5, 0.5, 0]],
  ] as const) {
    const runs = inputsOf({ microBatch: 1 }, 0, views);
    assert.deepEqual(joined(runs, "viewWeight"), [0.25, 0.25, 0.25, 0.25]);
    assert.deepEqual(joined(runs, "maskWeight"), expected);
    assert.deepEqual(joined(runs, "abnormalWeight"), expected);
  }
  assert.ok(joined(inputsOf({}, 0, VIEWS.slice(0, 2)), "maskWeight").every((value) => value === 0));
});

test("latent anomalies: noise lies on the patches that patchTruth adds to the truth, about a tenth of them", () => {
  let noisy = 0;
  let sum = 0;
  let globalSum = 0;
  const steps = 5;
  for (let step = 0; step < steps; step++) {
    const [feeds] = inputsOf({ microBatch: 4, latentNoise: 0.8 }, step) as [FloatFeeds];
    const { patchNoise, patchTruth, truth, latentNoise } = feeds;
    globalSum += latentNoise!.data.reduce((total, value) => total + value * value, 0);
    for (let view = 0; view < 4; view++) {
      for (let patch = 0; patch < GRID * GRID; patch++) {
        const start = (view * GRID * GRID + patch) * JOINT;
        const noise = patchNoise!.data.subarray(start, start + JOINT);
        const isNoisy = noise.some((value) => value !== 0);
        if (isNoisy) noisy++;
        sum += noise.reduce((total, value) => total + value * value, 0);
        for (let cell = 0; cell < 16; cell++) {
          const row = Math.floor(patch / GRID) * 4 + Math.floor(cell / 4);
          const at = view * SIZE * SIZE + row * SIZE + (patch % GRID) * 4 + (cell % 4);
          assert.equal(patchTruth!.data[at], isNoisy ? 1 : truth!.data[at]);
        }
      }
    }
  }
  const patches = steps * 4 * GRID * GRID;
  assert.ok(noisy >= 0.1 * patches && noisy < 0.12 * patches, `${noisy} of ${patches}`);
  assertClose([Math.sqrt(sum / (noisy * JOINT))], [0.8], 0.05, 1, "patch noise in units of the features' rms");
  // The rms of a unit vector is 1/√width.
  assertClose([Math.sqrt(globalSum / (steps * 4 * JOINT))], [0.8 / Math.sqrt(JOINT)], 0.1, 0.1, "global noise");
});

test("without latent noise nothing is added", () => {
  const runs = inputsOf({ latentNoise: 0 });
  for (const name of ["latentNoise", "patchNoise"])
    assert.ok(
      joined(runs, name).every((value) => value === 0),
      name,
    );
});

test("the same seed and step give the same inputs, another seed or step other noise", () => {
  assert.deepEqual(inputsOf({}, 3), inputsOf({}, 3));
  assert.notDeepEqual(joined(inputsOf({}, 3), "patchNoise"), joined(inputsOf({}, 4), "patchNoise"));
  assert.notDeepEqual(joined(inputsOf({}, 3), "latentNoise"), joined(inputsOf({}, 4), "latentNoise"));
  assert.notDeepEqual(joined(inputsOf({}, 3), "latentNoise"), joined(inputsOf({}, 3, VIEWS, 2), "latentNoise"));
});
