// Packs the extension and tests it in the real VS Code, driven by a browser without a screen.
//   npm run test:e2e [-- install …]   only the test files whose path contains one of the words
import { readFileSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { bundleInHostTests } from "./lib/inHostTests.mjs";
import { bundleTests, findTests, runTests } from "./lib/testFiles.mjs";
import { prepareWorkbench } from "./lib/workbenchCache.mjs";
import { packageExtension } from "./package.mjs";

const OUTPUT = "out/e2e";
const FILE_TIME = 1_800_000;

/**
 * Runs test/e2e, one file after the other. Where there can be no workbench it says so in one line, and all tests are skipped.
 *
 * @param {object} [options]
 * @param {string} [options.folder] where the tests are
 * @param {readonly string[]} [options.wanted] keep only files whose path holds one of these
 * @param {boolean} [options.build] whether to build first
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function runE2e({ folder = "test/e2e", wanted = [], build = true } = {}) {
  const sources = await findTests([folder], { wanted });
  if (sources.length === 0) throw new Error(`No end-to-end test matches ${wanted.join(", ")}.`);
  await rm(OUTPUT, { recursive: true, force: true });
  await mkdir(path.join(OUTPUT, "running"), { recursive: true });
  const variables = await prepare(build);
  const files = await bundleTests(sources, path.join(OUTPUT, "bundles"));
  Object.assign(process.env, variables);
  try {
    return await runTests(files, { concurrency: 1, timeout: FILE_TIME });
  } finally {
    await endServers();
  }
}

/** @returns variables that tell the tests where things are, or why they can't run */
async function prepare(build) {
  let workbench;
  try {
    workbench = await prepareWorkbench(console.log);
  } catch (error) {
    console.log(`End-to-end tests are skipped: ${error.message}.`);
    return { ANOPLE_E2E_UNAVAILABLE: error.message };
  }
  const { vsix, stage, table } = await packageExtension({ build });
  console.log(table);
  return {
    ANOPLE_E2E_SERVER: workbench.server,
    ANOPLE_E2E_NODE: workbench.node,
    ANOPLE_E2E_BROWSER: workbench.browser,
    ANOPLE_E2E_VSIX: vsix,
    ANOPLE_E2E_STAGE: stage,
    ANOPLE_E2E_INHOST: await bundleInHostTests(),
  };
}

/** VS Code servers that a test process which was killed has left. */
async function endServers() {
  for (const pid of await readdir(path.join(OUTPUT, "running"))) {
    if (!isServer(pid)) continue;
    try {
      process.kill(-Number(pid), "SIGKILL");
    } catch {}
  }
}

function isServer(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("server-main.js");
  } catch {
    return false;
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    const { passed, failed, skipped } = await runE2e({ wanted: process.argv.slice(2) });
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
    process.exitCode = failed > 0 || passed + skipped === 0 ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
