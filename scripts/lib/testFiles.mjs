// Finds, bundles and runs test files.
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { finished } from "node:stream/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { build } from "esbuild";

/**
 * Paths of the *.test.ts files below `folders`.
 *
 * @param {readonly string[]} folders
 * @param {{ wanted?: readonly string[], except?: readonly string[] }} options keep only files whose path holds one of `wanted`,
 *   if there are any; leave out the folders `except`
 */
export async function findTests(folders, { wanted = [], except = [] } = {}) {
  const found = [];
  for (const folder of folders)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath ?? entry.path, entry.name);
      if (!entry.isFile() || !entry.name.endsWith(".test.ts")) continue;
      if (except.some((other) => file.startsWith(path.join(other, path.sep)))) continue;
      if (wanted.length === 0 || wanted.some((word) => file.includes(word))) found.push(file);
    }
  return found.sort();
}

/**
 * Bundles test files into `outdir`, which is made anew, as ES modules that take packages from node_modules.
 *
 * @param {import("esbuild").BuildOptions} options beside or instead of the usual ones
 * @returns {Promise<string[]>} absolute paths of the bundles
 */
export async function bundleTests(sources, outdir, options = {}) {
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: sources,
    outdir,
    outbase: ".",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    metafile: true,
    logLevel: "warning",
    ...options,
  });
  // Chunks that files share have no entry point.
  const bundles = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint !== undefined);
  return bundles.map(([file]) => path.resolve(file)).sort();
}

/**
 * Runs bundles with node:test, each in a process of its own, and prints what they say.
 *
 * @param {readonly string[]} files absolute paths
 * @param {{ concurrency: number, timeout: number }} limits how many at once; milliseconds for a file
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>} tests, without the suites around them
 */
export async function runTests(files, { concurrency, timeout }) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const isTest = (event) => event.details?.type !== "suite" && !files.includes(event.name);
  const stream = run({ files: [...files], concurrency, timeout });
  stream.on("test:pass", (event) => {
    if (isTest(event)) counts[event.skip ? "skipped" : "passed"]++;
  });
  stream.on("test:fail", () => {
    counts.failed++;
  });
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  // Not before the last line is out, so that what the caller prints comes after it.
  await finished(report, { writable: false });
  return counts;
}
