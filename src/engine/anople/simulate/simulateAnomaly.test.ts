import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../base/random.ts";
import type { RgbImage } from "../../imaging/image.ts";
import { DEFECT_KINDS } from "./defectKinds.ts";
import { foregroundMask } from "./foreground.ts";
import { perlinNoise } from "./perlin.ts";
import { DEFAULT_SIMULATION, type SimulatedAnomaly, simulateAnomaly } from "./simulateAnomaly.ts";

/** A mottled reddish ellipse on a plain light background, or a mottled surface that fills the picture. */
function picture(width: number, height: number, seed: number, filled = false): RgbImage {
  const random = new Random(seed);
  const size = Math.max(width, height);
  const cloud = perlinNoise(size, 9, random);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const inside = filled || ((x + 0.5) / width - 0.5) ** 2 + ((y + 0.5) / height - 0.5) ** 2 < 0.1;
      const mottle = 45 * cloud.data[y * size + x]! + random.normal() * 5;
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = inside ? [150, 100, 70][c]! + mottle : 215 + c * 5;
    }
  return { width, height, data };
}

const areaOf = (anomaly: SimulatedAnomaly) => anomaly.mask.data.reduce((sum, value) => sum + value, 0);

/** Largest change of a channel at pixel `at`. */
function change(before: RgbImage, after: RgbImage, at: number): number {
  let most = 0;
  for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(after.data[at * 3 + c]! - before.data[at * 3 + c]!));
  return most;
}

/** Checks what holds for every anomaly: sizes, a binary mask within limits, change inside and none far outside. */
function checkAnomaly(normal: RgbImage, anomaly: SimulatedAnomaly, minArea: number, maxArea: number): void {
  const { width, height } = normal;
  const { image, mask } = anomaly;
  assert.deepEqual([image.width, image.height, image.data.length], [width, height, width * height * 3]);
  assert.deepEqual([mask.width, mask.height, mask.data.length], [width, height, width * height]);
  const area = areaOf(anomaly);
  assert.ok(area >= Math.max(1, minArea * width * height), `${anomaly.kind}: ${area} pixels`);
  assert.ok(area <= Math.max(1, Math.ceil(minArea * width * height), maxArea * width * height), `${area} pixels`);
  const reach = Math.max(3, Math.round((6 * Math.sqrt(width * height)) / 448));
  const near = new Uint8Array(width * height);
  for (let at = 0; at < mask.data.length; at++) {
    if (mask.data[at] === 0) continue;
    assert.equal(mask.data[at], 1);
    assert.ok(change(normal, image, at) > 8);
    const x = at % width;
    const y = Math.floor(at / width);
    for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++)
      near.fill(1, row * width + Math.max(0, x - reach), row * width + Math.min(width, x + reach + 1));
  }
  for (let at = 0; at < near.length; at++)
    if (near[at] === 0) assert.equal(change(normal, image, at), 0, `${anomaly.kind} at ${at}`);
}

test("every anomaly has a visible mask within limits and leaves the rest as it was, at any size", () => {
  const sizes = fc.constantFrom([64, 64], [112, 112], [97, 61], [40, 150], [224, 224], [9, 5], [1, 1], [1, 40]);
  fc.assert(
    fc.property(fc.integer(), sizes, fc.boolean(), fc.boolean(), (seed, [width, height], filled, foregroundOnly) => {
      const normal = picture(width!, height!, seed, filled);
      const before = normal.data.slice();
      const other = picture(75, 80, seed + 1, filled);
      const otherBefore = other.data.slice();
      const options = { ...DEFAULT_SIMULATION, foregroundOnly };
      const anomaly = simulateAnomaly(normal, other, options, new Random(seed));
      checkAnomaly(normal, anomaly, options.minArea, options.maxArea);
      assert.deepEqual(normal.data, before);
      assert.deepEqual(other.data, otherBefore);
    }),
    { numRuns: 150 },
  );
});

test("each kind can be asked for alone, and is drawn as itself nearly always", () => {
  const normal = picture(224, 224, 3);
  for (const kind of DEFECT_KINDS) {
    let asAsked = 0;
    for (let seed = 0; seed < 12; seed++) {
      const anomaly = simulateAnomaly(normal, normal, { ...DEFAULT_SIMULATION, kinds: [kind] }, new Random(seed));
      checkAnomaly(normal, anomaly, DEFAULT_SIMULATION.minArea, DEFAULT_SIMULATION.maxArea);
      if (anomaly.kind === kind) asAsked++;
    }
    assert.ok(asAsked >= 11, `${kind}: ${asAsked} of 12`);
  }
});

test("all kinds come up by default", () => {
  const normal = picture(112, 112, 4);
  const random = new Random(8);
  const kinds = new Set(
    Array.from({ length: 150 }, () => simulateAnomaly(normal, normal, DEFAULT_SIMULATION, random).kind),
  );
  assert.deepEqual([...kinds].sort(), [...DEFECT_KINDS].sort());
});

test("sizes vary, and stay within narrower limits when asked", () => {
  const normal = picture(224, 224, 5, true);
  const areas = Array.from(
    { length: 60 },
    (_, seed) => areaOf(simulateAnomaly(normal, normal, DEFAULT_SIMULATION, new Random(seed))) / 224 ** 2,
  ).sort((a, b) => a - b);
  assert.ok(areas[5]! < 0.003 && areas[30]! < 0.02 && areas[57]! > 0.02, areas.join());

  const narrow = { ...DEFAULT_SIMULATION, minArea: 0.004, maxArea: 0.008 };
  for (let seed = 0; seed < 40; seed++)
    checkAnomaly(normal, simulateAnomaly(normal, normal, narrow, new Random(seed)), 0.004, 0.008);
});

test("the same seed gives the same anomaly, another seed another", () => {
  const normal = picture(96, 96, 6);
  const run = (seed: number) => simulateAnomaly(normal, picture(96, 96, 7), DEFAULT_SIMULATION, new Random(seed));
  for (let seed = 0; seed < 20; seed++) assert.deepEqual(run(seed), run(seed));
  assert.notDeepEqual(run(1).mask, run(2).mask);
});

test("most of each defect lies on the part when asked, and not always when not", () => {
  const normal = picture(160, 160, 8);
  const part = foregroundMask(normal);
  assert.ok(part !== null);
  let strayed = 0;
  for (let seed = 0; seed < 80; seed++)
    for (const foregroundOnly of [true, false]) {
      const anomaly = simulateAnomaly(normal, normal, { ...DEFAULT_SIMULATION, foregroundOnly }, new Random(seed));
      const on = anomaly.mask.data.reduce((sum, value, at) => sum + (value & part.data[at]!), 0);
      if (foregroundOnly) assert.ok(on >= areaOf(anomaly) / 2, `${anomaly.kind}, seed ${seed}`);
      else if (on < areaOf(anomaly) / 2) strayed++;
    }
  assert.ok(strayed > 10);
});

test("where nothing of a kind can show, a plain spot is drawn on the part and called a stain", () => {
  const blank: RgbImage = { width: 90, height: 70, data: new Uint8Array(90 * 70 * 3).fill(77) };
  for (const kind of ["displaced", "rotated", "bent"] as const) {
    const options = { ...DEFAULT_SIMULATION, kinds: [kind], maxArea: 0.1 };
    // A displaced piece differs by its brightness, so only a faint one can't show.
    const anomaly = simulateAnomaly(blank, blank, { ...options, strength: 0.5 }, new Random(2));
    assert.equal(anomaly.kind, "stain");
    checkAnomaly(blank, anomaly, options.minArea, options.maxArea);
    assert.equal(areaOf(anomaly), Math.round(0.002 * 90 * 70));
  }
});

test("a greyscale picture gets greyscale defects", () => {
  const normal = picture(112, 112, 9, true);
  for (let i = 0; i < normal.data.length; i += 3) normal.data.fill(normal.data[i]!, i, i + 3);
  for (let seed = 0; seed < 60; seed++) {
    const { image, kind } = simulateAnomaly(normal, picture(112, 112, 10), DEFAULT_SIMULATION, new Random(seed));
    for (let i = 0; i < image.data.length; i += 3)
      assert.ok(image.data[i] === image.data[i + 1] && image.data[i] === image.data[i + 2], kind);
  }
});

test("more strength, more change", () => {
  const normal = picture(112, 112, 11, true);
  const total = (strength: number) => {
    let sum = 0;
    for (let seed = 0; seed < 30; seed++) {
      const options = { ...DEFAULT_SIMULATION, strength, kinds: ["stain", "hole"] as const };
      const { image, mask } = simulateAnomaly(normal, normal, options, new Random(seed));
      const changes = [...mask.data.keys()].filter((at) => mask.data[at] === 1).map((at) => change(normal, image, at));
      sum += changes.reduce((a, b) => a + b, 0) / changes.length;
    }
    return sum / 30;
  };
  const [faint, usual, strong] = [total(0.5), total(1), total(2)] as const;
  assert.ok(faint < 0.8 * usual && usual < 0.9 * strong, `${faint}, ${usual}, ${strong}`);
});

test("settings out of range are refused with a usage error", () => {
  const normal = picture(32, 32, 12);
  const bad = [
    { kinds: [] },
    { kinds: ["dent" as "hole"] },
    { minArea: -0.1 },
    { minArea: 0.2, maxArea: 0.1 },
    { maxArea: 1.5 },
    { maxArea: Number.NaN },
    { strength: 0 },
    { strength: Number.POSITIVE_INFINITY },
  ];
  for (const change of bad)
    assert.throws(() => simulateAnomaly(normal, normal, { ...DEFAULT_SIMULATION, ...change }, new Random(1)), {
      name: "AnopleError",
      code: "usage",
    });
});
