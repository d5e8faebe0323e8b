import * as v from "valibot";
import { mean, pixels, sd } from "./fields.ts";
import { parseFields } from "./jsonFile.ts";
import type { Normalization } from "./normalization.ts";

/** One number for a square, or named sides; older files use the first form. */
const size = v.union(
  [pixels, v.object({ height: pixels, width: pixels }), v.object({ shortest_edge: pixels })],
  "Expected a number, {height, width} or {shortest_edge}",
);

const schema = v.object({
  size: v.optional(size),
  crop_size: v.optional(size),
  do_center_crop: v.optional(v.boolean(), true),
  rescale_factor: v.optional(v.pipe(v.number(), v.minValue(0.0039), v.maxValue(0.00393))),
  do_normalize: v.optional(v.boolean(), true),
  image_mean: v.optional(mean),
  image_std: v.optional(sd),
});

/**
 * Input side in pixels and normalisation from the fields of a Hugging Face preprocessor_config.json; null where it doesn't
 * give them. Where it asks for a centre crop, the crop's size is the input's (we resize the whole picture instead, so that
 * no defect at the border is lost).
 * @throws AnopleError ("model") naming the file and the field
 */
export function readPreprocessor(
  fields: unknown,
  file: string,
): { inputSize: number | null; normalization: Normalization | null } {
  const given = parseFields(schema, fields, file);
  const chosen = given.do_center_crop && given.crop_size !== undefined ? given.crop_size : given.size;
  const normalization = (): Normalization | null => {
    if (!given.do_normalize) return { mean: [0, 0, 0], std: [1, 1, 1] };
    return given.image_mean && given.image_std ? { mean: given.image_mean, std: given.image_std } : null;
  };
  return { inputSize: chosen === undefined ? null : sideOf(chosen), normalization: normalization() };
}

/** Inputs are square: the longer side keeps the detail. */
function sideOf(given: v.InferOutput<typeof size>): number {
  if (typeof given === "number") return given;
  return "height" in given ? Math.max(given.height, given.width) : given.shortest_edge;
}
