import { readFile, stat } from "node:fs/promises";
import * as v from "valibot";
import { AnopleError, messageOf } from "../base/errors.ts";

/** More than any tokenizer.json takes. */
const MAX_BYTES = 64 << 20;

/**
 * A JSON file of a model directory.
 * @throws AnopleError ("model") naming the file where it is missing, too large or not JSON
 */
export async function readJsonFile(file: string): Promise<unknown> {
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) throw new Error(`${size} bytes are more than the ${MAX_BYTES} expected at most`);
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    const hint = "Download the model's files again, or restore them from a copy.";
    throw new AnopleError("model", `${file}: can't be read as JSON (${messageOf(cause)}).`, hint, { cause });
  }
}

/**
 * `value`, read from `file`, as `schema` describes it.
 * @throws AnopleError ("model") naming the file, the first field that doesn't fit and what would fit
 */
export function parseFields<S extends v.GenericSchema>(schema: S, value: unknown, file: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? "(the whole file)";
  const hint = "Only architectures that this field allows can be loaded; see the documentation on models.";
  throw new AnopleError("model", `${file}: field ${field} doesn't fit: ${issue.message}.`, hint);
}
