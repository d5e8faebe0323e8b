// Licences of what others wrote and the extension holds.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Names of package folders in the comments that esbuild puts above each module. */
const BUNDLED = /^\s*\/\/ (?:\.\.\/)*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm;
const LICENCE = /^(licen[cs]e|copying|notice|thirdpartynotices)/i;

/**
 * One section for each package: name, version, licence, origin and the text of the licence.
 *
 * @param {readonly { folder: string }[]} shipped packages that are copied, by their folders
 * @throws {Error} if a bundle holds a package that is not among the dependencies in package.json
 */
export async function thirdPartyNotices(shipped) {
  const { dependencies } = await readManifest(".");
  const copied = new Set(shipped.map(({ folder }) => folder));
  const bundled = await closure(Object.keys(dependencies), (folder) => copied.has(folder));
  await checkBundles(bundled);
  const folders = [...new Set([...bundled, ...copied])].sort();
  const sections = await Promise.all(folders.map(section));
  return `Third-party software in this extension\n\n${sections.join("\n")}`;
}

/** Folders of the packages `names` and of all that they depend on, but not of those that are copied. */
async function closure(names, isCopied) {
  const found = new Set();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const folder = path.posix.join("node_modules", name);
    if (found.has(folder) || isCopied(folder)) continue;
    found.add(folder);
    waiting.push(...Object.keys((await readManifest(folder)).dependencies ?? {}));
  }
  return found;
}

async function checkBundles(folders) {
  const names = (await readdir("dist", { recursive: true })).filter((name) => /\.c?js$/.test(name));
  for (const name of names)
    for (const [, found] of (await readFile(path.join("dist", name), "utf8")).matchAll(BUNDLED))
      if (!folders.has(`node_modules/${found}`))
        throw new Error(`dist/${name} holds ${found}, which is not among the dependencies in package.json.`);
}

async function section(folder) {
  const { name, version, license, author, homepage, repository } = await readManifest(folder);
  const files = (await readdir(folder)).filter((file) => LICENCE.test(file));
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")));
  const by = typeof author === "string" ? author : author?.name;
  const from = typeof repository === "string" ? repository : (repository?.url ?? homepage);
  const head = [`${name} ${version}`, `Licence: ${license}`, by && `Author: ${by}`, from && `Source: ${from}`];
  const text = texts.length > 0 ? texts.join("\n").replaceAll("\r\n", "\n").trim() : await substitute(folder);
  return `${"-".repeat(80)}\n${head.filter(Boolean).join("\n")}\n\n${text}\n`;
}

/** Some packages have no file with a licence: what their README says of it, and where the text stands. */
async function substitute(folder) {
  const readme = await readFile(path.join(folder, "README.md"), "utf8").catch(() => "");
  const [licensing = ""] = /^#+ Licen[cs].*/ims.exec(readme) ?? [];
  return `${licensing.trim()}\n\nThe licence is named in the package; LICENSE and NOTICE have its text or say where it stands.`.trim();
}

const readManifest = async (folder) => JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
