import type { Model } from "../../src/engine/models/loadModel.ts";

/**
 * The same model with every weight rounded to float16. This is how transformers loads a model whose configuration says
 * `"torch_dtype": "float16"`, also where the file keeps a tensor in float32; anople-mini's golden outputs were made so.
 */
export function halfPrecision(model: Model): Model {
  const get: Model["weights"]["get"] = async (name) => {
    const { shape, data } = await model.weights.get(name);
    return { shape, data: data.map(roundToHalf) };
  };
  return { ...model, weights: { ...model.weights, get } };
}

/** The nearest float16, ties to even; no overflow to infinity. */
function roundToHalf(value: number): number {
  if (value === 0) return 0;
  const spacing = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -14) - 10);
  const integers = 1.5 * 2 ** 52; // float64 has no fractions around here, so adding it rounds
  return (value / spacing + integers - integers) * spacing;
}
