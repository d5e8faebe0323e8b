// What the bundles in dist/ load from node_modules at run time, for one platform.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import path from "node:path";
import { build } from "esbuild";

/** VS Code's names of the platforms for which both native packages exist; they equal `${process.platform}-${process.arch}`. */
export const TARGETS = ["linux-x64", "linux-arm64", "win32-x64", "win32-arm64", "darwin-arm64"];

const NATIVE = /\.(node|dll|dylib|so(\.[\d.]+)?)$/;
const LICENCE = /^(licen[cs]e|copying|notice|thirdpartynotices)/i;
/** No bundle, but listing or explaining what is inside. */
const EXPLAINS = ["package.json", "versions.json", "README.md"];

/** A package to be shipped: its folder from the project's root and the files of it, by paths inside that folder. */
/** @typedef {{ name: string, folder: string, files: string[] }} ShippedPackage */

/**
 * The packages that the bundles import from outside, all that these import in turn, and the binaries of `target`. Of JavaScript
 * only the modules that are reached are listed, beside package.json and licences.
 *
 * @param {string} target one of TARGETS
 * @returns {Promise<ShippedPackage[]>} by name
 * @throws {Error} naming the package whose binaries for `target` are not installed
 */
export async function nativePackages(target) {
  const packages = new Map();
  const add = (file) => {
    const [, folder, inside] = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(file);
    if (!packages.has(folder)) packages.set(folder, new Set());
    packages.get(folder).add(inside);
  };
  const roots = await importedByBundles();
  for (const file of await reachedModules(roots)) add(file);
  for (const folder of [...packages.keys()])
    for (const file of await binaries(folder, target)) add(path.posix.join(folder, file));
  for (const [folder, reached] of packages)
    for (const file of [...(await about(folder)), ...innerManifests(folder, reached)])
      add(path.posix.join(folder, file));
  return [...packages]
    .map(([folder, files]) => ({ name: packageName(folder), folder, files: [...files].sort() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const packageName = (folder) => folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);

/** What dist/ imports that is neither built into Node nor given by VS Code: the lines that import it again. */
async function importedByBundles() {
  const names = (await readdir("dist", { recursive: true })).filter((name) =>
    /^(?!webview\/|node_modules\/).*\.c?js$/.test(name),
  );
  const { metafile } = await build({
    entryPoints: names.map((name) => `dist/${name.replaceAll(path.sep, "/")}`),
    outdir: "unused",
    write: false,
    metafile: true,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "error",
  });
  const lines = new Set();
  for (const { imports } of Object.values(metafile.inputs))
    for (const { path: name, kind, external } of imports)
      if (external && name !== "vscode" && !isBuiltin(name))
        lines.add(kind === "require-call" ? `require("${name}");` : `import "${name}";`);
  return [...lines];
}

async function reachedModules(lines) {
  const { metafile } = await build({
    stdin: { contents: lines.join("\n"), resolveDir: "." },
    outdir: "unused",
    write: false,
    metafile: true,
    bundle: true,
    format: "esm",
    platform: "node",
    // Paths under ./node_modules, wherever that may link to.
    preserveSymlinks: true,
    loader: { ".node": "empty" },
    logLevel: "error",
  });
  return Object.keys(metafile.inputs).filter((file) => file.includes("node_modules/") && !NATIVE.test(file));
}

/** Of a package and of its optional platform packages, by paths from `folder`. */
async function binaries(folder, target) {
  const { name, version, optionalDependencies = {} } = await readManifest(folder);
  const found = [];
  const lacking = [];
  for (const [dependency, wanted] of Object.entries(optionalDependencies)) {
    if (!dependency.endsWith(`-${target}`)) continue;
    const beside = `${"../".repeat(name.split("/").length)}${dependency}`;
    const inside = await files(path.posix.join(folder, beside));
    if (inside.length === 0) lacking.push(`${dependency}@${wanted}`);
    const needed = inside.filter((file) => /\.c?js$/.test(file) || NATIVE.test(file));
    found.push(...needed.map((file) => `${beside}/${file}`));
  }
  if (lacking.length > 0) throw missing(target, lacking);
  const own = (await files(folder)).filter((file) => file.startsWith("bin/") && NATIVE.test(file));
  if (own.length === 0) return found;
  const here = own.filter((file) => file.includes(`/${target.replace("-", "/")}/`));
  if (here.length === 0) throw missing(target, [`${name}@${version}`]);
  return [...found, ...(await withoutCopies(folder, here))];
}

/** Where a library lies under two names, the one that the addon loads. */
async function withoutCopies(folder, names) {
  const contents = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
  const addons = contents.filter((_, i) => names[i].endsWith(".node"));
  const isLoaded = (name) => addons.some((addon) => addon.includes(path.posix.basename(name)));
  return names.filter((name, i) => {
    const hasTwin = contents.some((other, j) => j !== i && isLoaded(names[j]) && other.equals(contents[i]));
    return isLoaded(name) || !hasTwin;
  });
}

function missing(target, names) {
  const [os, cpu] = target.split("-");
  return new Error(
    `No binaries for ${target} are installed of ${names.join(", ")}. Package on that platform, or first run:\n` +
      `  npm install --no-save --force --os=${os} --cpu=${cpu} ${names.join(" ")}`,
  );
}

/** Those in the folders of `files`, which say whether modules there are CommonJS. */
function innerManifests(folder, files) {
  const candidates = new Set([...files].map((file) => path.posix.join(path.posix.dirname(file), "package.json")));
  return [...candidates].filter((file) => existsSync(path.join(folder, file)));
}

/** Manifest, licences, and the README where it stands in for a licence. */
async function about(folder) {
  const names = await readdir(folder);
  const licences = names.filter((name) => LICENCE.test(name));
  const explaining = licences.length > 0 ? ["package.json"] : EXPLAINS.filter((name) => names.includes(name));
  return [...licences, ...explaining];
}

async function files(folder) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile());
  return names.map((entry) =>
    path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, "/"),
  );
}

const readManifest = async (folder) => JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
