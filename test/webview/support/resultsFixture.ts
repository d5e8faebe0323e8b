import type { CategoryResults, RunResults } from "../../../src/protocol/runs.ts";

interface Shape {
  readonly category: string;
  readonly normals: number;
  readonly anomalies: number;
  readonly defects: readonly string[];
  /** Name of an image's file, without its ending. */
  fileName?(index: number): string;
}

/** Numbers that look random and are the same each time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A made-up category whose scores overlap a little: some defects are missed, some alarms are false. */
export function makeCategory({ category, normals, anomalies, defects, fileName }: Shape): CategoryResults {
  const random = createRandom(normals * 31 + anomalies);
  const bell = () => (random() + random() + random() + random() - 2) / 2;
  const name = fileName ?? ((index: number) => String(index).padStart(3, "0"));
  const images = Array.from({ length: normals + anomalies }, (_, i) => {
    const label = i < normals ? (0 as const) : (1 as const);
    const defect = label === 0 ? "good" : defects[i % defects.length]!;
    const score = label === 0 ? 0.22 + 0.16 * bell() : 0.46 + 0.3 * bell();
    const id = `test/${defect}/${name(i)}.jpg`;
    const parts = { memory: score, prompt: score, decoder: score };
    return { path: `/data/${category}/${id}`, id, label, defect, mask: null, score, parts };
  });
  const recorded = 0.305;
  return {
    name: category,
    image: { auroc: 0.9645, ap: 0.9811, f1Max: 0.9412, f1MaxThreshold: 0.3188, normals, anomalies },
    pixel: {
      auroc: 0.9802,
      ap: 0.5636,
      f1Max: 0.5652,
      f1MaxThreshold: 0.1826,
      aupro: 0.9346,
      aupro200: 0.9295,
      limit: 0.3,
      regions: Math.round(anomalies * 1.4),
      anomalousPixels: 149_076,
      normalPixels: 8_698_284,
      emptyMasks: 0,
    },
    partAuroc: { memory: 0.9512, prompt: 0.8931, decoder: 0.9455 },
    masks: anomalies,
    thresholds: [
      {
        rule: "recorded",
        value: recorded,
        meaning: "3 standard deviations or more above the mean of the 16 augmented support images",
        isOracle: false,
      },
      {
        rule: "max",
        value: 0.2914,
        meaning: "at least as high as the highest of the 16 augmented support images",
        isOracle: false,
      },
      {
        rule: "quantile",
        value: 0.2907,
        meaning: "at or above the 99.5 % quantile of the 16 augmented support images",
        isOracle: false,
      },
      {
        rule: "f1-max",
        value: 0.3188,
        meaning: "at or above the threshold with the highest F1 on the test images",
        isOracle: true,
      },
    ],
    normalScores: [],
    roc: rocOf(images),
    perDefect: defects.map((defect) => {
      const scores = images.filter((image) => image.defect === defect).map(({ score }) => score);
      const meanScore = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
      return { defect, count: scores.length, auroc: 0.9 + 0.1 * meanScore, meanScore };
    }),
    images,
  };
}

function rocOf(images: readonly { readonly label: 0 | 1; readonly score: number }[]): CategoryResults["roc"] {
  const sorted = [...images].sort((a, b) => b.score - a.score);
  const positives = images.filter(({ label }) => label === 1).length;
  const negatives = images.length - positives;
  const roc = { fpr: [0], tpr: [0] };
  let [tp, fp] = [0, 0];
  for (const { label } of sorted) {
    if (label === 1) tp++;
    else fp++;
    roc.tpr.push(tp / positives);
    roc.fpr.push(fp / negatives);
  }
  return roc;
}

/** Results of a made-up run. */
export function makeResults(categories: readonly CategoryResults[], seeds = 3): RunResults {
  const path = "/data/.anople/runs/20260924-140500-hazelnut";
  return {
    run: {
      path,
      id: "20260924-140500-hazelnut",
      status: "finished",
      problem: null,
      createdAt: "2026-09-24T14:05:00Z",
      finishedAt: "2026-09-24T14:12:00Z",
      step: 60,
      steps: 60,
      preset: "thorough",
      shots: 4,
      seed: 1,
      setting: "",
      model: { name: "anople-mini", isBundled: true },
      categories: categories.map(({ name }) => ({ name, root: `/data/${name}` })),
      folder: "/data/hazelnut_toy",
      command: "anople train /data/hazelnut_toy",
      metrics: { imageAuroc: 0.9645, pixelAuroc: 0.9802, aupro: 0.9346 },
    },
    folder: "/data/hazelnut_toy",
    evaluatedAt: "2026-09-24T14:15:00Z",
    categories: [...categories],
    seeds: Array.from({ length: seeds }, (_, seed) => ({
      run: seed === 1 ? path : `${path}-${seed}`,
      seed,
      imageAuroc: 0.9645 + 0.009 * (seed - 1),
      pixelAuroc: 0.9802 - 0.004 * (seed - 1),
      aupro: seed === 3 ? null : 0.9346 + 0.012 * Math.sin(seed * 2),
    })),
  };
}

/** The category that most tests use: 40 normal and 70 anomalous images. */
export const HAZELNUT = makeCategory({
  category: "hazelnut",
  normals: 40,
  anomalies: 70,
  defects: ["crack", "cut", "hole", "print"],
});
