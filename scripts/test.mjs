// Builds everything, then runs each *.test.ts with node:test. Arguments keep only the test files whose path contains one of them.
import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { build } from "esbuild";

const wanted = process.argv.slice(2);

async function* testFiles(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* testFiles(file);
    else if (entry.name.endsWith(".test.ts")) yield file;
  }
}

const sources = [];
for (const folder of ["src", "test"])
  for await (const file of testFiles(folder))
    if (wanted.length === 0 || wanted.some((w) => file.includes(w))) sources.push(file);
if (sources.length === 0) {
  console.error(`No test file matches ${wanted.join(", ")}.`);
  process.exit(1);
}

const built = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
if (built.status !== 0) process.exit(built.status ?? 1);
await rm("out/test", { recursive: true, force: true });
await build({
  entryPoints: sources,
  outdir: "out/test",
  outbase: ".",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  // Property tests draw the same cases in every run.
  banner: { js: 'import __fastCheck from "fast-check"; __fastCheck.configureGlobal({ seed: 1 });' },
  logLevel: "warning",
});

const files = sources.map((file) => path.resolve("out/test", file.replace(/\.ts$/, ".mjs")));
const counts = { passed: 0, failed: 0, skipped: 0 };
const isTest = (event) => event.details?.type !== "suite" && !files.includes(event.name);
const stream = run({ files, concurrency: 2, timeout: 600_000 });
stream.on("test:pass", (event) => {
  if (isTest(event)) counts[event.skip ? "skipped" : "passed"]++;
});
stream.on("test:fail", () => {
  counts.failed++;
});
stream.on("end", () => {
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
});
stream.compose(new spec()).pipe(process.stdout, { end: false });
