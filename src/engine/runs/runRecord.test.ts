import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRunRecord, RUN_FORMAT, type RunRecord } from "./runRecord.ts";
import { newRun } from "./testing.ts";

const whole: RunRecord = {
  ...newRun(),
  format: RUN_FORMAT,
  id: "a run",
  createdAt: "2024-02-03T04:05:06.789Z",
  finishedAt: "2024-02-03T05:05:06.789Z",
  thresholds: { "a/b": { rule: "max", value: 0.25, normals: 12, meaning: "the highest score of a normal image" } },
};

/** The record with one field, given by its path, set; `undefined` removes it. */
function withField(field: string, value: unknown): string {
  const copy = structuredClone(whole) as unknown as Record<string, never>;
  const keys = field.split(".");
  let inner: Record<string, unknown> = copy;
  for (const key of keys.slice(0, -1)) inner = inner[key] as Record<string, unknown>;
  inner[keys.at(-1)!] = value;
  return JSON.stringify(copy);
}

test("a whole record is read as it was written, and optional fields may be missing", () => {
  assert.deepEqual(parseRunRecord(JSON.stringify(whole), "run.json"), whole);
  const { finishedAt: _, thresholds: __, ...bare } = whole;
  assert.deepEqual(parseRunRecord(JSON.stringify(bare), "run.json"), bare);
});

test("broken JSON names the file", () => {
  const text = JSON.stringify(whole);
  for (const broken of ["", text.slice(0, text.length / 2), `${text}}`]) {
    assert.throws(() => parseRunRecord(broken, "/runs/x/run.json"), {
      code: "run",
      message: /^\/runs\/x\/run.json is not valid JSON/,
    });
  }
  assert.throws(() => parseRunRecord("null", "run.json"), { code: "run", message: /the content is wrong/ });
});

test("a wrong or missing field is named with the file", () => {
  const cases: [string, unknown][] = [
    ["id", 3],
    ["id", ""],
    ["format", 0],
    ["createdAt", "yesterday"],
    ["seed", 1.5],
    ["step", -1],
    ["status", "asleep"],
    ["shots", "1"],
    ["model.fingerprint", undefined],
    ["categories.0.support.0.sha256", "xyz"],
    ["categories.0.className", null],
    ["config", 3],
    ["thresholds.a/b.value", null],
    ["finishedAt", null],
  ];
  for (const [field, value] of cases) {
    assert.throws(
      () => parseRunRecord(withField(field, value), "/runs/x/run.json"),
      (error: Error) => error.message.startsWith(`/runs/x/run.json: field "${field}" is wrong: `),
      field,
    );
  }
});

test("a record of a newer version is refused as such, whatever else it holds", () => {
  for (const text of [withField("format", RUN_FORMAT + 1), '{"format": 7}']) {
    assert.throws(() => parseRunRecord(text, "run.json"), {
      code: "run",
      message: /made by a newer version/,
      hint: /Update/,
    });
  }
});
