import assert from "node:assert/strict";
import path from "node:path";
import { e2eTest } from "./support/e2eTest.ts";
import { environment } from "./support/environment.ts";
import { runInHost } from "./support/hostSuite.ts";

e2eTest("the tests of test/inhost run in the extension host", async (context) => {
  const results = await runInHost(environment().inHostTests, path.resolve("media/samples"));
  assert.notEqual(results.length, 0);
  for (const { name, outcome, error } of results)
    await context.test(name, { skip: outcome === "skipped" }, () => {
      if (outcome === "failed") throw new Error(error ?? "failed");
    });
});
