import assert from "node:assert/strict";
import { test } from "node:test";
import { OUTPUT_FLAGS, parseFlags, wholeNumber } from "./flags.ts";

const FLAGS = {
  shots: { kind: "value", value: "K", meaning: "", default: "1" },
  preset: { kind: "value", value: "NAME", meaning: "", choices: ["fast", "balanced"] },
  support: { kind: "list", value: "FILE", meaning: "" },
  set: { kind: "list", value: "FIELD=VALUE", meaning: "" },
  resume: { kind: "value", value: "RUN", meaning: "" },
  ...OUTPUT_FLAGS,
} as const;

function parse(line: string, names = "FOLDER", min = 1, max = 1) {
  const argv = line === "" ? [] : line.split(" ");
  const { positionals, flags, given } = parseFlags("train", argv, FLAGS, { names, min, max, unless: "resume" });
  return { positionals, given: [...given], ...flags };
}

function rejects(line: string, message: RegExp, hint: RegExp): void {
  assert.throws(
    () => parse(line),
    (error: Error & { code?: string; hint?: string }) => {
      assert.equal(error.code, "usage");
      assert.match(error.message, message);
      assert.match(error.hint!, hint);
      return true;
    },
  );
}

test("flags stand before, after and between the arguments; what is not given has its default", () => {
  const wanted = { positionals: ["data"], shots: "2", json: true, quiet: false, support: [], debug: false };
  for (const line of ["data --shots 2 --json", "--shots 2 data --json", "--json --shots=2 data"]) {
    const { preset, set, resume, help, given, ...rest } = parse(line);
    assert.deepEqual(rest, wanted, line);
    assert.deepEqual([preset, set, resume, help], [undefined, [], undefined, false]);
    assert.deepEqual(given.sort(), ["json", "shots"]);
  }
  assert.equal(parse("data").shots, "1");
});

test("a list takes what follows up to the next flag, and may come again", () => {
  const { positionals, support, set } = parse("data --support a b --set x=1 --support c");
  assert.deepEqual({ positionals, support, set }, { positionals: ["data"], support: ["a", "b", "c"], set: ["x=1"] });
});

test("the command's own arguments may follow a list that ends the line, or a lone --", () => {
  assert.deepEqual(parse("--support a b data").positionals, ["data"]);
  assert.deepEqual(parse("--support a b data").support, ["a", "b"]);
  assert.deepEqual(parse("run --support a data", "RUN FOLDER", 2, 2).positionals, ["run", "data"]);
  assert.deepEqual(parse("--support a -- --data").positionals, ["--data"]);
  rejects("--support a", /lacks FOLDER/, /Usage: anople train FOLDER/);
});

test("a flag can take the arguments' place", () => {
  assert.deepEqual(parse("--resume runs/a").positionals, []);
  rejects("data --resume runs/a", /can't take "data"/, /Usage/);
});

test("what can't be understood is named, with the nearest that is known", () => {
  rejects("data --shot 2", /`anople train` has no flag --shot\./, /Did you mean --shots\?/);
  rejects("data --colour", /no flag --colour/, /^`anople train --help` lists/);
  rejects("data -j", /no flag -j/, /--help/);
  rejects("data --shots", /--shots has no value/, /--shots K/);
  rejects("data --shots --json", /--shots has no value/, /--shots K/);
  rejects("data --support --json", /--support has no value/, /--support FILE/);
  rejects("data --json=yes", /--json takes no value, but has "yes"/, /--json/);
  rejects("data --shots 1 --shots 2", /--shots is given twice/, /once/);
  rejects("data --preset fats", /--preset is "fats"/, /Did you mean fast\? It can be fast, balanced/);
  rejects("data more", /can't take "more"/, /quotes/);
  rejects("", /lacks FOLDER/, /Usage/);
  rejects("data --__proto__ x", /no flag --__proto__/, /--help/);
  rejects("data --constructor x", /no flag --constructor/, /--help/);
});

test("whole numbers", () => {
  assert.equal(wholeNumber("seed", "0", 0), 0);
  assert.equal(wholeNumber("seed", "12", 0), 12);
  for (const text of ["-1", "1.5", "1e3", "", "two", "0x10", "99999999999999999999"])
    assert.throws(() => wholeNumber("seed", text, 0), { code: "usage", message: `--seed is "${text}".` });
  assert.throws(() => wholeNumber("shots", "0", 1), /--shots is "0"/);
});
