import type { ResultImage } from "../../protocol/runs.ts";

/** An image of which only its class and its score matter. */
export function testImage(label: 0 | 1, score: number, id = `${label} ${score}`): ResultImage {
  const defect = label === 1 ? "cut" : "good";
  return { path: `/${id}`, id, label, defect, mask: null, score, parts: { memory: 0, prompt: 0, decoder: 0 } };
}
