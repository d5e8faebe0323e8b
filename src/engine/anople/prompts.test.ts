import assert from "node:assert/strict";
import { test } from "node:test";
import { ReferenceOps, values } from "../../../test/support/referenceOps.ts";
import { couplePrompts, type PromptLayout, promptSpecs, promptTokens } from "./prompts.ts";

const LAYOUT: PromptLayout = { contextTokens: 4, depth: 9, coupling: "both", visionWidth: 896, textWidth: 640 };

function countNumbers(layout: PromptLayout, start: string): number {
  const specs = promptSpecs(layout).filter(({ name }) => name.startsWith(start));
  return specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

test("the learnable numbers for ViT-B-16-plus are those that method.md 1.5 counts", () => {
  assert.equal(countNumbers(LAYOUT, "visionToText.") + countNumbers(LAYOUT, "textToVision."), 10_335_744);
  assert.equal(countNumbers(LAYOUT, "vision.") + countNumbers(LAYOUT, "text."), 55_296);
  assert.equal(countNumbers(LAYOUT, "prefix"), 4_480);
});

test("a direction that is switched off has no projections and leaves the tower its own prompts", () => {
  const projections = (coupling: PromptLayout["coupling"]) => [
    ...new Set(
      promptSpecs({ ...LAYOUT, coupling })
        .map(({ name }) => name.split(".")[0])
        .filter((name) => name!.includes("To")),
    ),
  ];
  assert.deepEqual(projections("both"), ["visionToText", "textToVision"]);
  assert.deepEqual(projections("text-to-image"), ["textToVision"]);
  assert.deepEqual(projections("image-to-text"), ["visionToText"]);
  assert.deepEqual(projections("none"), []);
  const tokens = (coupling: PromptLayout["coupling"]) => promptTokens({ contextTokens: 3, coupling });
  assert.deepEqual(tokens("both"), { text: 6, vision: 6 });
  assert.deepEqual(tokens("text-to-image"), { text: 3, vision: 6 });
  assert.deepEqual(tokens("image-to-text"), { text: 6, vision: 3 });
  assert.deepEqual(tokens("none"), { text: 3, vision: 3 });
});

test("prompts start at N(0, 0.02²), projections in PyTorch's range", () => {
  for (const { name, initial } of promptSpecs(LAYOUT)) {
    if (name.startsWith("visionToText")) assert.deepEqual(initial, { kind: "uniform", fanIn: 896 }, name);
    else if (name.startsWith("textToVision")) assert.deepEqual(initial, { kind: "uniform", fanIn: 640 }, name);
    else assert.deepEqual(initial, { kind: "normal", sd: 0.02 }, name);
  }
});

test("each side's prompts are followed by the projection of the other side's own", () => {
  const g = new ReferenceOps();
  const tensors: Record<string, ReturnType<typeof g.constant>> = {
    "text.0": g.constant([1, 2], [1, 2]),
    "vision.0": g.constant([3, 4, 5], [1, 3]),
    "visionToText.0.weight": g.constant([1, 0, 0, 1, 10, 100], [3, 2]),
    "visionToText.0.bias": g.constant([0.5, -0.5], [2]),
    "textToVision.0.weight": g.constant([1, 2, 3, 0, 0, 1], [2, 3]),
    "textToVision.0.bias": g.constant([0, 0, 7], [3]),
  };
  const couple = (coupling: PromptLayout["coupling"]) => {
    const layout = { contextTokens: 1, depth: 1, coupling, visionWidth: 3, textWidth: 2 };
    const { text, vision } = couplePrompts(g, (name) => tensors[name]!, layout);
    return [text, vision].map((side) => side.map((prompt) => [...values(prompt).data]));
  };
  const toText = [3 + 50 + 0.5, 4 + 500 - 0.5]; // Pᵛ·W + b
  const toVision = [1, 2, 3 + 2 + 7]; // Pᵗ·W + b
  assert.deepEqual(couple("both"), [[[1, 2, ...toText]], [[3, 4, 5, ...toVision]]]);
  assert.deepEqual(couple("image-to-text"), [[[1, 2, ...toText]], [[3, 4, 5]]]);
  assert.deepEqual(couple("text-to-image"), [[[1, 2]], [[3, 4, 5, ...toVision]]]);
  assert.deepEqual(couple("none"), [[[1, 2]], [[3, 4, 5]]]);
});

test("every prompted layer has prompts and projections of its own", () => {
  const names = promptSpecs({ ...LAYOUT, depth: 2 }).map(({ name }) => name);
  const layer = (j: number) => [
    `text.${j}`,
    `vision.${j}`,
    ...["visionToText", "textToVision"].flatMap((f) => [`${f}.${j}.weight`, `${f}.${j}.bias`]),
  ];
  assert.deepEqual(names, ["prefix", ...layer(0), ...layer(1)]);
});
