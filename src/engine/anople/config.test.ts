import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { AnopleError } from "../base/errors.ts";
import { CONFIG_FIELDS, makeConfig, PRESETS, type PresetName } from "./config.ts";

function assertRefused(changes: Record<string, unknown>, field: string): void {
  assert.throws(
    () => makeConfig("balanced", changes, "anople.json"),
    (error) => {
      assert.ok(error instanceof AnopleError, `${field}: ${error}`);
      assert.equal(error.code, "usage");
      assert.ok(error.message.startsWith("anople.json: ") && error.message.includes(`"${field}"`), error.message);
      assert.notEqual(error.hint, "");
      return true;
    },
  );
}

test("without changes every setting has its documented default, which its own schema accepts", () => {
  const config = makeConfig("balanced", {}, "test");
  for (const [name, { default: value, schema, meaning, source }] of Object.entries(CONFIG_FIELDS)) {
    assert.deepEqual(config[name as keyof typeof config], value, name);
    assert.ok(v.safeParse(schema as v.GenericSchema, value).success, name);
    assert.ok(meaning.endsWith(".") && source !== "", name);
  }
});

test("a preset changes its own settings, and a given value wins over it", () => {
  for (const [name, settings] of Object.entries(PRESETS)) {
    const expected = { ...makeConfig("balanced", {}, "test"), ...settings };
    assert.deepEqual(makeConfig(name as PresetName, {}, "test"), expected);
    assert.deepEqual(makeConfig("balanced", settings, "test"), expected); // what a preset sets is in range
  }
  assert.equal(makeConfig("fast", { steps: 7 }, "test").steps, 7);
  assert.equal(makeConfig("fast", { steps: 7 }, "test").localViews, PRESETS.fast.localViews);
});

test("an unknown setting is refused by name", () => {
  assertRefused({ stepz: 3 }, "stepz");
  assertRefused({ Steps: 3 }, "Steps");
});

test("a value out of range or of another type is refused with its setting's name", () => {
  for (const steps of [-1, 1.5, 100_001, Number.NaN, Number.POSITIVE_INFINITY, "300", null])
    assertRefused({ steps }, "steps");
  for (const temperature of [0, -0.07, 2, Number.NaN]) assertRefused({ temperature }, "temperature");
  assertRefused({ contextTokens: 0 }, "contextTokens");
  assertRefused({ localViews: 5 }, "localViews");
  assertRefused({ coupling: "all" }, "coupling");
  assertRefused({ scalePrefix: "yes" }, "scalePrefix");
  assertRefused({ defectKinds: [] }, "defectKinds");
  assertRefused({ defectKinds: ["dent"] }, "defectKinds");
});

test("the ends of a range and null where it stands for the model's choice are accepted", () => {
  const edges = { steps: 0, localViews: 4, temperature: 0.005, contextTokens: 16, promptDepth: null, viewSize: null };
  const config = makeConfig("balanced", edges, "test");
  for (const [name, value] of Object.entries(edges)) assert.equal(config[name as keyof typeof config], value, name);
});
