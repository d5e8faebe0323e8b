import type { Ops } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Config } from "./config.ts";
import type { ParameterSpec } from "./parameters.ts";

/** What the prompts' shapes depend on. */
export interface PromptLayout {
  /** n, in each tower. */
  readonly contextTokens: number;
  /** J, capped by both towers' depth. */
  readonly depth: number;
  readonly coupling: Config["coupling"];
  readonly visionWidth: number;
  readonly textWidth: number;
}

/** Number of views that have a prefix of their own: the whole picture and its four quarters. */
export const VIEW_COUNT = 5;

/** Learnable tensors of prompts, projections and prefix. method.md 1.3–1.6 */
export function promptSpecs({
  contextTokens: n,
  depth,
  coupling,
  visionWidth,
  textWidth,
}: PromptLayout): ParameterSpec[] {
  const initial = { kind: "normal", sd: 0.02 } as const;
  const specs: ParameterSpec[] = [{ name: "prefix", shape: [VIEW_COUNT, visionWidth], initial }];
  const projection = (name: string, from: number, to: number): ParameterSpec[] => [
    { name: `${name}.weight`, shape: [from, to], initial: { kind: "uniform", fanIn: from } },
    { name: `${name}.bias`, shape: [to], initial: { kind: "uniform", fanIn: from } },
  ];
  for (let j = 0; j < depth; j++) {
    specs.push(
      { name: `text.${j}`, shape: [n, textWidth], initial },
      { name: `vision.${j}`, shape: [n, visionWidth], initial },
    );
    if (flowsToText(coupling)) specs.push(...projection(`visionToText.${j}`, visionWidth, textWidth));
    if (flowsToVision(coupling)) specs.push(...projection(`textToVision.${j}`, textWidth, visionWidth));
  }
  return specs;
}

/** Prompt tokens that a tower sees in a layer: its own, and those projected from the other tower. */
export function promptTokens({ contextTokens, coupling }: Pick<PromptLayout, "contextTokens" | "coupling">): {
  text: number;
  vision: number;
} {
  return {
    text: contextTokens * (flowsToText(coupling) ? 2 : 1),
    vision: contextTokens * (flowsToVision(coupling) ? 2 : 1),
  };
}

/**
 * Couples the prompts of both towers: P̃ᵗ = [Pᵗ, f_vt(Pᵛ)] and P̃ᵛ = [Pᵛ, f_tv(Pᵗ)] in each layer, both projections taking
 * the other side's own prompts. method.md 1.5, STATED-2
 *
 * @param parameter gives a learnable tensor by name
 * @returns for each of the first J layers the text prompts [n or 2n, text width] and visual prompts [n or 2n, vision width]
 */
export function couplePrompts(
  g: Ops,
  parameter: (name: string) => Tensor,
  { depth, coupling }: PromptLayout,
): { text: Tensor[]; vision: Tensor[] } {
  const text: Tensor[] = [];
  const vision: Tensor[] = [];
  const project = (name: string, x: Tensor) => g.linear(x, parameter(`${name}.weight`), parameter(`${name}.bias`));
  for (let j = 0; j < depth; j++) {
    const ownText = parameter(`text.${j}`);
    const ownVision = parameter(`vision.${j}`);
    text.push(flowsToText(coupling) ? g.concat([ownText, project(`visionToText.${j}`, ownVision)], 0) : ownText);
    vision.push(flowsToVision(coupling) ? g.concat([ownVision, project(`textToVision.${j}`, ownText)], 0) : ownVision);
  }
  return { text, vision };
}

function flowsToText(coupling: Config["coupling"]): boolean {
  return coupling === "both" || coupling === "image-to-text";
}

function flowsToVision(coupling: Config["coupling"]): boolean {
  return coupling === "both" || coupling === "text-to-image";
}
