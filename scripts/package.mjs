// Builds and packs the extension for one platform: out/anople-<target>-<version>.vsix.
//   npm run package [-- --target linux-x64]
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { TARGETS } from "./lib/nativePackages.mjs";
import { checkPackage } from "./lib/packageSizes.mjs";
import { stageExtension } from "./lib/stageExtension.mjs";

const HOST = `${process.platform}-${process.arch}`;

/**
 * @param {object} [options]
 * @param {string} [options.target] VS Code's name of a platform; its native packages have to be installed
 * @param {boolean} [options.build] whether to build first
 * @returns {Promise<{ vsix: string, stage: string, table: string }>} absolute paths of the file and of the folder with its
 *   content, and the sizes
 * @throws {Error} where something is missing, too large, or does not belong into the package
 */
export async function packageExtension({ target = HOST, build = true } = {}) {
  if (!TARGETS.includes(target)) throw new Error(`There is no package for ${target}, only for ${TARGETS.join(", ")}.`);
  if (build && spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" }).status !== 0)
    throw new Error("The build failed.");
  const stage = path.resolve("out/vsix", target);
  const { name, version, repository } = await stageExtension(stage, target);
  const vsix = path.resolve("out", `${name}-${target}-${version}.vsix`);
  pack(stage, vsix, target, repository !== undefined);
  const { table, problems } = await checkPackage(vsix);
  if (problems.length > 0) throw new Error(`${table}\n${problems.join("\n")}`);
  return { vsix, stage, table };
}

/** What vsce says is shown only if it fails. */
function pack(stage, vsix, target, hasRepository) {
  const vsce = fileURLToPath(import.meta.resolve("@vscode/vsce/vsce"));
  const words = ["package", "--no-dependencies", "--allow-missing-repository", "--target", target, "--out", vsix];
  // Without a repository there is no address that links of the README could lead to.
  if (!hasRepository) words.push("--no-rewrite-relative-links");
  const { status, stdout, stderr } = spawnSync(process.execPath, [vsce, ...words], { cwd: stage, encoding: "utf8" });
  if (status !== 0) throw new Error(`vsce package failed:\n${stdout}${stderr}`);
}

if (process.argv[1] === import.meta.filename) {
  try {
    const { values } = parseArgs({ options: { target: { type: "string" } } });
    const { vsix, table } = await packageExtension(values);
    console.log(`${table}\n${path.relative(".", vsix)}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
