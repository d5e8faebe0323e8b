import type { ModelConfig } from "./modelConfig.ts";

/**
 * A canonical tensor name. Linear maps are stored input x output (x @ W):
 * - `vision.patch.weight` [3 * patch * patch, width] (rows ordered channel, y, x), `vision.patch.bias`, `vision.class`,
 *   `vision.position` [1 + grid * grid, width], `vision.preNorm.weight`, `.bias` (only with a pre-norm)
 * - `text.token` [vocabulary, width], `text.position` [context, width]
 * - for both towers `{tower}.blocks.{i}.` + `norm1.weight`, `norm1.bias`, `qkv.weight` [width, 3 * width], `qkv.bias`, `out.weight`,
 *   `out.bias`, `scale1`, `norm2.weight`, `norm2.bias`, `fc1.weight`, `fc1.bias`, `fc2.weight`, `fc2.bias`, `scale2`
 * - for both towers `{tower}.norm.weight`, `.bias` (after the last block) and `{tower}.projection` [width, joint]
 */
export type WeightName = string;

/** The shape of every canonical tensor that a model of this configuration has. */
export function weightShapes(config: ModelConfig): Map<WeightName, readonly number[]> {
  const { vision, text, jointWidth } = config;
  const grid = Math.floor(vision.imageSize / vision.patchSize);
  const shapes: [WeightName, readonly number[]][] = [
    ["vision.patch.weight", [3 * vision.patchSize ** 2, vision.width]],
    ["vision.patch.bias", [vision.width]],
    ["vision.class", [vision.width]],
    ["vision.position", [1 + grid * grid, vision.width]],
    ...(vision.preNorm ? normShapes("vision.preNorm", vision.width) : []),
    ...towerShapes("vision", vision, jointWidth),
  ];
  if (text)
    shapes.push(
      ["text.token", [text.vocabSize, text.width]],
      ["text.position", [text.contextLength, text.width]],
      ...towerShapes("text", text, jointWidth),
    );
  return new Map(shapes);
}

function towerShapes(
  tower: "vision" | "text",
  { layers, width, mlpWidth }: { layers: number; width: number; mlpWidth: number },
  jointWidth: number,
): [WeightName, readonly number[]][] {
  const shapes: [WeightName, readonly number[]][] = [];
  for (let i = 0; i < layers; i++) {
    const block = `${tower}.blocks.${i}`;
    shapes.push(
      ...normShapes(`${block}.norm1`, width),
      ...linearShapes(`${block}.qkv`, width, 3 * width),
      ...linearShapes(`${block}.out`, width, width),
      [`${block}.scale1`, [width]],
      ...normShapes(`${block}.norm2`, width),
      ...linearShapes(`${block}.fc1`, width, mlpWidth),
      ...linearShapes(`${block}.fc2`, mlpWidth, width),
      [`${block}.scale2`, [width]],
    );
  }
  return [...shapes, ...normShapes(`${tower}.norm`, width), [`${tower}.projection`, [width, jointWidth]]];
}

function normShapes(name: string, width: number): [WeightName, readonly number[]][] {
  return [
    [`${name}.weight`, [width]],
    [`${name}.bias`, [width]],
  ];
}

function linearShapes(name: string, inputs: number, outputs: number): [WeightName, readonly number[]][] {
  return [
    [`${name}.weight`, [inputs, outputs]],
    [`${name}.bias`, [outputs]],
  ];
}
