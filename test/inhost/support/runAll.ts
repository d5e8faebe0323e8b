import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import type { InHostResult } from "./inHostResult.ts";

const TIME_LIMIT = 60_000;

/**
 * Runs the tests beside this module; VS Code calls it. What came out is written to the file that `ANOPLE_INHOST_RESULTS`
 * names.
 */
export async function run(): Promise<void> {
  const folder = path.resolve(__dirname, "..");
  const mocha = new Mocha({ ui: "bdd", timeout: TIME_LIMIT, color: false });
  for (const file of readdirSync(folder)) if (file.endsWith(".test.cjs")) mocha.addFile(path.join(folder, file));
  const results: InHostResult[] = [];
  const note = (test: Mocha.Test | Mocha.Hook, outcome: InHostResult["outcome"], error?: Error) =>
    results.push({ name: test.fullTitle(), outcome, error: error?.stack ?? null });
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on("pass", (test) => note(test, "passed"));
    runner.on("pending", (test) => note(test, "skipped"));
    runner.on("fail", (test, error: Error) => note(test, "failed", error));
  });
  const file = process.env.ANOPLE_INHOST_RESULTS;
  if (file) writeFileSync(file, JSON.stringify(results));
  if (results.some(({ outcome }) => outcome === "failed")) throw new Error("Tests failed.");
}
