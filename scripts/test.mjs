// Builds everything, then runs each *.test.ts with node:test: those beside the code and under test/, then, in the real VS Code,
// those of test/e2e. Arguments keep only the test files whose path contains one of them, and leave out the end-to-end tests.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { runE2e } from "./e2e.mjs";
import { bundleTests, findTests, runTests } from "./lib/testFiles.mjs";
import { prepareBrowser } from "./lib/workbenchCache.mjs";

const wanted = process.argv.slice(2);
const sources = await findTests(["src", "test"], { wanted, except: ["test/e2e", "test/inhost", "test/screens"] });
if (sources.length === 0) {
  console.error(`No test file matches ${wanted.join(", ")}. End-to-end tests: npm run test:e2e`);
  process.exit(1);
}

const built = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
if (built.status !== 0) process.exit(built.status ?? 1);
const files = await bundleTests(sources, "out/test", {
  // Property tests draw the same cases in every run.
  banner: { js: 'import __fastCheck from "fast-check"; __fastCheck.configureGlobal({ seed: 1 });' },
});
if (sources.some((file) => file.startsWith(path.join("test", "webview")))) {
  try {
    process.env.ANOPLE_E2E_BROWSER = await prepareBrowser(console.log);
  } catch (error) {
    console.log(`Tests of web views are skipped: ${error.message}.`);
    process.env.ANOPLE_E2E_UNAVAILABLE = error.message;
  }
}
const counts = await runTests(files, { concurrency: 2, timeout: 600_000 });
if (wanted.length === 0) {
  const e2e = await runE2e({ build: false });
  for (const outcome of Object.keys(counts)) counts[outcome] += e2e[outcome];
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
