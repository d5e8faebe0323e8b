import type { InspectorFixture } from "./inspectorHost.ts";
import { makeSummary } from "./runFixture.ts";

/**
 * A made-up inspection of an image of 512 × 384 pixels, whose map has one bump at (320, 240) and whose mask is a
 * rectangle from (240, 160) to (400, 320).
 */
export function makeInspection(changes: Partial<InspectorFixture> = {}): InspectorFixture {
  const [width, height] = [64, 48];
  const values = Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) - 40, Math.floor(i / width) - 30];
    return 0.08 + 0.5 * Math.exp(-(x * x + y * y) / 40) + 0.02 * Math.sin(x / 5) * Math.cos(y / 4);
  });
  const bytes = Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x >= 30 && x < 50 && y >= 20 && y < 40 ? 1 : 0;
  });
  return {
    image: {
      path: "/data/mvtec/bottle/test/broken_large/003.png",
      category: "bottle",
      score: 0.4821,
      parts: { memory: 0.3911, prompt: 0.8204, decoder: 0.5562 },
      threshold: 0.3052,
      percentile: 1,
    },
    width: 512,
    height: 384,
    map: { width, height, values },
    scale: { low: 0.1, high: 0.5, source: "evaluation" },
    threshold: {
      rule: "max",
      value: 0.3052,
      meaning: "at least as high as the highest of the 24 augmented support images",
      normals: 24,
    },
    truth: { label: 1, defect: "broken_large", mask: { width, height, bytes }, problem: null },
    run: makeSummary(),
    ...changes,
  };
}
