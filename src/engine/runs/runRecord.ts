/** run.json: what a run was made from and how far it came. */

import * as v from "valibot";
import { AnopleError, messageOf } from "../base/errors.ts";

/** Format of the run directories that this version writes. */
export const RUN_FORMAT = 1;

/** How scores are told normal from anomalous. */
export interface ThresholdRecord {
  /** Name of the rule. */
  rule: string;
  /** Scores above it count as anomalous. */
  value: number;
  /** How many normal images it rests on. */
  normals: number;
  /** In words, for people. */
  meaning: string;
}

export interface RunRecord {
  format: number;
  /** The directory's name. */
  id: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** Version of the engine. */
  engine: string;
  /** Version of Node.js. */
  node: string;
  /** Version of onnxruntime. */
  onnxruntime: string;
  seed: number;
  /** Number of the support draw. */
  draw: number;
  /** Support images a category. */
  shots: number;
  preset: string;
  model: { name: string; directory: string; fingerprint: string };
  categories: {
    name: string;
    className: string;
    root: string;
    support: { path: string; sha256: string }[];
  }[];
  config: Record<string, unknown>;
  /** What the user asked for, as a command line. */
  command: string;
  status: "running" | "stopped" | "finished";
  /** Training steps done. */
  step: number;
  /** Training steps planned. */
  steps: number;
  /** ISO 8601, UTC. */
  finishedAt?: string;
  /** By category. */
  thresholds?: Record<string, ThresholdRecord>;
}

const wholeNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const time = v.pipe(v.string(), v.isoTimestamp());

const schema: v.GenericSchema<unknown, RunRecord> = v.object({
  format: v.literal(RUN_FORMAT),
  id: v.pipe(v.string(), v.nonEmpty()),
  createdAt: time,
  engine: v.string(),
  node: v.string(),
  onnxruntime: v.string(),
  seed: v.pipe(v.number(), v.safeInteger()),
  draw: wholeNumber,
  shots: wholeNumber,
  preset: v.string(),
  model: v.object({ name: v.string(), directory: v.string(), fingerprint: v.string() }),
  categories: v.array(
    v.object({
      name: v.string(),
      className: v.string(),
      root: v.string(),
      support: v.array(v.object({ path: v.string(), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
    }),
  ),
  config: v.record(v.string(), v.unknown()),
  command: v.string(),
  status: v.picklist(["running", "stopped", "finished"]),
  step: wholeNumber,
  steps: wholeNumber,
  finishedAt: v.exactOptional(time),
  thresholds: v.exactOptional(
    v.record(
      v.string(),
      v.object({ rule: v.string(), value: v.pipe(v.number(), v.finite()), normals: wholeNumber, meaning: v.string() }),
    ),
  ),
});

/**
 * Checks the text of a run.json.
 *
 * @param file how errors call it
 * @throws AnopleError "run" for broken JSON, a newer format, or a field that is missing or of the wrong kind
 */
export function parseRunRecord(text: string, file: string): RunRecord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const hint = "The run can't be opened. Restore the file from a backup or start a new run.";
    throw new AnopleError("run", `${file} is not valid JSON: ${messageOf(cause)}.`, hint, { cause });
  }
  return checkRunRecord(json, file);
}

/** Checks a record that is about to be written, or was read. Throws as `parseRunRecord`. */
export function checkRunRecord(value: unknown, file: string): RunRecord {
  const format = typeof value === "object" && value !== null && "format" in value ? value.format : undefined;
  if (typeof format === "number" && format > RUN_FORMAT) {
    throw new AnopleError(
      "run",
      `${file} was made by a newer version: it has format ${format} and this version knows formats up to ${RUN_FORMAT}.`,
      "Update AnoPLe to open the run. Nothing was changed.",
    );
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue);
  const where = field ? `field "${field}" is wrong` : "the content is wrong";
  const hint = "Correct the field, or start a new run if the file was not edited by hand.";
  throw new AnopleError("run", `${file}: ${where}: ${issue.message}.`, hint);
}
