// Tests that run inside VS Code's extension host, with mocha.
import path from "node:path";
import { bundleTests, findTests } from "./testFiles.mjs";

const RUNNER = "test/inhost/support/runAll.ts";

/**
 * Bundles test/inhost into out/inhost as CommonJS, which is what the extension host loads.
 * @returns {Promise<string>} absolute path of the module whose `run` runs them all
 */
export async function bundleInHostTests() {
  const sources = [...(await findTests(["test/inhost"])), RUNNER];
  const format = { format: "cjs", splitting: false, outbase: "test/inhost", outExtension: { ".js": ".cjs" } };
  await bundleTests(sources, "out/inhost", format);
  return path.resolve("out/inhost/support/runAll.cjs");
}
