import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { formatCount, formatMargin, formatPercent, formatScore } from "./numbers.ts";

afterEach(() => {
  Reflect.deleteProperty(globalThis, "document");
});

function speak(lang: string): void {
  Object.assign(globalThis, { document: { documentElement: { lang } } });
}

test("shares as per cent with one decimal; an undefined one is a dash", () => {
  assert.equal(formatPercent(0.98765), "98.8%");
  assert.equal(formatPercent(1), "100.0%");
  assert.equal(formatPercent(null), "–");
  assert.equal(formatPercent(Number.NaN), "–");
});

test("scores have four digits whatever their scale", () => {
  assert.equal(formatScore(0.21447), "0.2145");
  assert.equal(formatScore(12345), "12350");
  assert.equal(formatScore(0), "0.000");
  assert.equal(formatScore(0.00012344), "1.234E-4");
});

test("margins carry their sign and two digits", () => {
  assert.equal(formatMargin(0.0123), "+0.012");
  assert.equal(formatMargin(-0.3), "-0.30");
  assert.equal(formatMargin(-0.0000123), "-1.2E-5");
});

test("numbers follow the language of the page", () => {
  speak("de");
  assert.equal(formatPercent(0.5), "50,0\u00a0%");
  assert.equal(formatScore(0.5), "0,5000");
  assert.equal(formatCount(12345), "12.345");
});
