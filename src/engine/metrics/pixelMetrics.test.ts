import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { AnopleError, type ErrorCode } from "../base/errors.ts";
import type { BinaryMask, FloatMap } from "../imaging/image.ts";
import { PixelEvaluation, type PixelMetrics } from "./pixelMetrics.ts";
import { labelRegions } from "./regions.ts";

interface Sample {
  map: FloatMap;
  mask: BinaryMask | null;
}

function evaluate(samples: readonly Sample[], limit?: number): PixelMetrics {
  const evaluation = new PixelEvaluation(limit);
  for (const { map, mask } of samples) evaluation.addTruth(map, mask);
  evaluation.seal();
  for (const { map, mask } of samples) evaluation.addBackground(map, mask);
  return evaluation.result();
}

function sample(width: number, scores: readonly number[], truth: readonly number[] | null): Sample {
  const height = scores.length / width;
  return {
    map: { width, height, data: Float32Array.from(scores) },
    mask: truth && { width, height, data: Uint8Array.from(truth) },
  };
}

function near(actual: number | null, expected: number, tolerance = 1e-9): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

const failsWith = (code: ErrorCode) => (error: unknown) => error instanceof AnopleError && error.code === code;

/** The definitions, word by word, over all pixels at once. */
function bruteForce(samples: readonly Sample[], limit: number) {
  const regions: number[][] = [];
  const background: number[] = [];
  const anomalous: number[] = [];
  for (const { map, mask } of samples) {
    const { labels, sizes } = mask ? labelRegions(mask, 8) : { labels: new Int32Array(map.data.length), sizes: [] };
    const own = sizes.map((): number[] => []);
    map.data.forEach((score, i) => {
      (labels[i] ? own[labels[i]! - 1]! : background).push(score);
      if (labels[i]) anomalous.push(score);
    });
    regions.push(...own);
  }
  const fraction = (scores: readonly number[], isIn: (score: number) => boolean) =>
    scores.filter(isIn).length / scores.length;
  const pro = (isIn: (score: number) => boolean) =>
    regions.reduce((sum, region) => sum + fraction(region, isIn), 0) / regions.length;

  let wins = 0;
  for (const a of anomalous) for (const b of background) wins += (Math.sign(a - b) + 1) / 2;
  const thresholds = [...new Set([...anomalous, ...background])].sort((a, b) => b - a);
  let ap = 0;
  let f1Max = 0;
  let recall = 0;
  const curve = [{ x: 0, y: 0 }];
  for (const threshold of thresholds) {
    const isIn = (score: number) => score >= threshold;
    const tp = anomalous.filter(isIn).length;
    const precision = tp / (tp + background.filter(isIn).length);
    ap += (tp / anomalous.length - recall) * precision;
    recall = tp / anomalous.length;
    if (tp > 0) f1Max = Math.max(f1Max, (2 * precision * recall) / (precision + recall));
    curve.push({ x: fraction(background, isIn), y: pro(isIn) });
  }
  let aupro = 0;
  for (let i = 1; i < curve.length; i++) {
    const [a, b] = [curve[i - 1]!, curve[i]!];
    const end = Math.min(b.x, limit);
    if (end <= a.x) continue;
    const y = a.y + ((b.y - a.y) * (end - a.x)) / (b.x - a.x);
    aupro += ((end - a.x) * (a.y + y)) / 2 / limit;
  }

  const low = Math.min(...thresholds);
  const high = Math.max(...thresholds);
  const kept: { x: number; y: number }[] = [];
  for (let j = 0; j < 200; j++) {
    const isIn = (score: number) => score > low + j * ((high - low) / 200);
    const x = fraction(background, isIn);
    if (x < limit) kept.push({ x, y: pro(isIn) });
  }
  const span = kept.length > 0 ? kept[0]!.x - kept.at(-1)!.x : 0;
  let aupro200: number | null = span > 0 ? 0 : null;
  for (let i = 1; i < kept.length && aupro200 !== null; i++)
    aupro200 += ((kept[i - 1]!.x - kept[i]!.x) * (kept[i - 1]!.y + kept[i]!.y)) / 2 / span;
  return { auroc: wins / (anomalous.length * background.length), ap, f1Max, aupro, aupro200, regions: regions.length };
}

/** One to four images of mixed sizes; few distinct scores, so that ties abound. */
function samplesOf(scores: fc.Arbitrary<number>): fc.Arbitrary<Sample[]> {
  const one = fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
    .chain(([width, height]) => {
      const size = { minLength: width * height, maxLength: width * height };
      const truth = fc.array(fc.constantFrom(0, 0, 1), size);
      return fc.tuple(fc.constant(width), fc.array(scores, size), fc.option(truth, { freq: 3 }));
    })
    .map(([width, values, truth]) => sample(width, values, truth));
  return fc.array(one, { minLength: 1, maxLength: 4 });
}

function bothClasses(samples: readonly Sample[]): boolean {
  const truths = samples.flatMap(({ map, mask }) => [...(mask?.data ?? new Uint8Array(map.data.length))]);
  return truths.includes(0) && truths.includes(1);
}

function readGolden(): { samples: Sample[]; expected: Record<string, number> } {
  const file = readFileSync("test/fixtures/metrics/metrics-pixel.safetensors");
  const start = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString("utf8", 8, start)) as Record<string, { data_offsets: [number, number] }>;
  const bytes = (name: string) => {
    const [from, to] = header[name]!.data_offsets;
    return new Uint8Array(file.subarray(start + from, start + to));
  };
  const maps = new Float32Array(bytes("maps").buffer);
  const masks = bytes("masks");
  const [width, height, pixels] = [32, 24, 24 * 32];
  const samples = [0, 1, 2, 3].map((i) => ({
    map: { width, height, data: maps.subarray(i * pixels, (i + 1) * pixels) },
    mask: { width, height, data: masks.subarray(i * pixels, (i + 1) * pixels) },
  }));
  return { samples, expected: JSON.parse(readFileSync("test/fixtures/metrics/metrics-pixel.json", "utf8")) };
}

test("equals scikit-learn and scikit-image on the golden maps", () => {
  const { samples, expected } = readGolden();
  const metrics = evaluate(samples);
  near(metrics.auroc, expected.pixelAuroc!);
  near(metrics.ap, expected.pixelAveragePrecision!);
  near(metrics.aupro, expected.aupro03!);
  near(evaluate(samples, 0.05).aupro, expected.aupro005!);
  assert.equal(metrics.regions, expected.regions);
  assert.equal(metrics.anomalousPixels + metrics.normalPixels, 4 * 24 * 32);
  // Computed with precision_recall_curve, and with cal_pro_score on float64 copies of the maps.
  near(metrics.f1Max, 0.5469387755102041);
  assert.equal(metrics.f1MaxThreshold, 1.0199999809265137);
  near(metrics.aupro200, 0.49191559711591315);
  near(evaluate(samples, 0.05).aupro200, 0.37750213263111043);
});

test("an empty mask counts as background, like no mask, and is reported", () => {
  const { samples } = readGolden();
  const withEmpty = evaluate(samples);
  const withNull = evaluate([{ ...samples[0]!, mask: null }, ...samples.slice(1)]);
  assert.equal(withEmpty.emptyMasks, 1);
  assert.deepEqual(withNull, { ...withEmpty, emptyMasks: 0 });
});

test("AUPRO of a 4 x 4 case by hand: touching corners are one region", () => {
  const truth = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
  const scores = [9, 8, 0, 0, 5, 3, 0, 0, 5, 0, 0, 0, 0, 0, 0, 6];
  const metrics = evaluate([sample(4, scores, truth)]);
  assert.equal(metrics.regions, 2);
  // PRO is 1/4 over the first false positive of 13, 3/4 over the next two, then 1 up to 0.3 * 13 = 3.9.
  near(metrics.aupro, (0.25 * 1 + 0.75 * 2 + 1 * 0.9) / 3.9, 1e-12);
});

test("AUPRO climbs along a straight line where background ties an anomalous score", () => {
  // At score 1 two of four background pixels and the whole region join: from (0, 0) to (1/2, 1).
  near(evaluate([sample(5, [1, 1, 1, 0, 0], [1, 0, 0, 0, 0])], 0.25).aupro, 0.25, 1e-12);
  near(evaluate([sample(5, [1, 1, 1, 0, 0], [1, 0, 0, 0, 0])], 1).aupro, 0.75, 1e-12);
});

test("equals the definitions on random maps with ties and mixed sizes", () => {
  const scores = fc.oneof(
    fc.integer({ min: -3, max: 5 }).map((n) => n / 4),
    fc.constant(-0),
    fc.float({ min: -1, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(samplesOf(scores), fc.constantFrom(0.05, 0.3, 1), (samples, limit) => {
      fc.pre(bothClasses(samples));
      const expected = bruteForce(samples, limit);
      const metrics = evaluate(samples, limit);
      near(metrics.auroc, expected.auroc);
      near(metrics.ap, expected.ap);
      near(metrics.f1Max, expected.f1Max);
      near(metrics.aupro, expected.aupro);
      assert.equal(metrics.regions, expected.regions);
      assert.equal(metrics.aupro200 === null, expected.aupro200 === null);
      assert.equal(metrics.reason === undefined, expected.aupro200 !== null);
      if (expected.aupro200 !== null) near(metrics.aupro200, expected.aupro200);
      for (const value of [metrics.aupro, metrics.aupro200 ?? 0]) assert.ok(value !== null && value >= 0 && value <= 1);
    }),
    { numRuns: 300 },
  );
});

test("a strictly monotone transform of the maps changes nothing but the threshold and the 200-step variant", () => {
  fc.assert(
    fc.property(samplesOf(fc.integer({ min: -9, max: 9 })), (samples) => {
      fc.pre(bothClasses(samples));
      const cubed = samples.map(({ map, mask }) => ({ map: { ...map, data: map.data.map((v) => v ** 3 - 50) }, mask }));
      const before = evaluate(samples);
      const after = evaluate(cubed);
      assert.equal(after.f1MaxThreshold, before.f1MaxThreshold! ** 3 - 50);
      for (const name of ["auroc", "ap", "f1Max", "aupro"] as const) near(after[name], before[name]!, 1e-12);
    }),
  );
});

test("perfect maps reach 1", () => {
  const metrics = evaluate([
    sample(3, [5, 0, 1, 1, 0, 1, 2, 1, 9], [1, 0, 0, 0, 0, 0, 0, 0, 1]),
    sample(2, [0, 1, 1, 0], null),
  ]);
  assert.deepEqual([metrics.auroc, metrics.ap, metrics.f1Max, metrics.f1MaxThreshold, metrics.aupro], [1, 1, 1, 5, 1]);
});

test("all-equal maps are chance, and leave the 200-step variant undefined", () => {
  const metrics = evaluate([sample(2, [4, 4, 4, 4], [1, 0, 0, 0]), sample(2, [4, 4], null)]);
  assert.equal(metrics.auroc, 0.5);
  near(metrics.ap, 1 / 6, 1e-12);
  near(metrics.aupro, 0.15, 1e-12);
  assert.equal(metrics.aupro200, null);
  assert.match(metrics.reason ?? "", /200 steps/);
});

test("says why metrics are undefined", () => {
  const noRegion = evaluate([sample(2, [1, 2, 3, 4], null), sample(2, [1, 2], [0, 0])]);
  assert.match(noRegion.reason ?? "", /No mask has an anomalous pixel/);
  const noBackground = evaluate([sample(2, [1, 2], [1, 1])]);
  assert.match(noBackground.reason ?? "", /No pixel is normal/);
  for (const { auroc, ap, f1Max, f1MaxThreshold, aupro, aupro200 } of [noRegion, noBackground, evaluate([])])
    assert.deepEqual([auroc, ap, f1Max, f1MaxThreshold, aupro, aupro200], [null, null, null, null, null, null]);
  assert.equal(noRegion.normalPixels, 6);
  assert.equal(noRegion.emptyMasks, 1);
});

test("refuses masks of another size and scores that are not finite", () => {
  const { map } = sample(2, [1, 2, 3, 4], null);
  const { mask } = sample(1, [0, 0, 0, 0], [1, 0, 0, 0]);
  assert.throws(() => evaluate([{ map, mask }]), failsWith("data"));
  assert.throws(() => evaluate([{ map: { ...map, width: 3 }, mask: null }]), failsWith("data"));
  assert.throws(() => evaluate([sample(2, [1, Number.NaN], [1, 0])]), /NaN at column 1, row 0/);
  assert.throws(() => evaluate([sample(2, [1, Number.NEGATIVE_INFINITY], null)]), failsWith("data"));
  for (const limit of [0, 1.5, Number.NaN]) assert.throws(() => new PixelEvaluation(limit), failsWith("usage"));
});

test("refuses a second pass that saw other maps", () => {
  const first = [sample(2, [1, 2, 3, 4], [1, 0, 0, 0]), sample(1, [7], null)];
  const secondPass = (second: readonly Sample[]) => () => {
    const evaluation = new PixelEvaluation();
    for (const { map, mask } of first) evaluation.addTruth(map, mask);
    evaluation.seal();
    for (const { map, mask } of second) evaluation.addBackground(map, mask);
    return evaluation.result();
  };
  assert.doesNotThrow(secondPass(first.toReversed()));
  assert.throws(secondPass(first.slice(1)), failsWith("data"));
  assert.throws(secondPass([...first, ...first]), failsWith("data"));
  assert.throws(secondPass([first[0]!, sample(1, [7.5], null)]), failsWith("data"));
});
