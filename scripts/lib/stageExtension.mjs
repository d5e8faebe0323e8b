// The folder whose content becomes the VSIX.
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { nativePackages } from "./nativePackages.mjs";
import { thirdPartyNotices } from "./thirdPartyNotices.mjs";

const FOLDERS = ["dist", "media", "l10n", "licenses"];
const FILES = ["CHANGELOG.md", "LICENSE", "NOTICE"];
/** What only a checkout or npm has a use for. */
const NOT_SHIPPED = ["private", "files", "bin", "scripts", "dependencies", "devDependencies"];
const RELATIVE_IMAGE = /!\[[^\]]*\]\((?![a-z]+:)[^)]*\)\n*/gi;

/**
 * Makes `folder` anew from dist/ and what else an installed extension needs on the platform `target`. Native packages go to
 * dist/node_modules, where Node finds them first and vsce does not take them for development tools.
 *
 * @returns the manifest of the extension
 */
export async function stageExtension(folder, target) {
  const packages = await nativePackages(target);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of FOLDERS.filter((name) => existsSync(name)))
    await cp(name, path.join(folder, name), { recursive: true, filter: (file) => !file.endsWith(".map") });
  for (const { folder: from, files } of packages)
    for (const file of files) await copy(path.join(from, file), path.join(folder, "dist", from, file));
  const manifest = JSON.parse(await readFile("package.json", "utf8"));
  for (const field of NOT_SHIPPED) delete manifest[field];
  await writeFile(path.join(folder, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
  for (const file of [...FILES, ...(await textsOfManifest())]) await copy(file, path.join(folder, file));
  await writeFile(path.join(folder, "README.md"), await readme(manifest));
  await writeFile(path.join(folder, "ThirdPartyNotices.txt"), await thirdPartyNotices(packages));
  // Without one vsce warns that everything is packed, which is what this folder is for.
  await writeFile(path.join(folder, ".vscodeignore"), "");
  return manifest;
}

async function copy(from, to) {
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, to, { dereference: true });
}

/** package.nls.json and its translations. */
async function textsOfManifest() {
  return (await readdir(".")).filter((name) => /^package\.nls(\.[\w-]+)?\.json$/.test(name));
}

/** VS Code shows pictures of the web only. With a repository vsce points relative ones there; without, they are left out. */
async function readme({ repository }) {
  const text = await readFile("README.md", "utf8");
  return repository ? text : text.replaceAll(RELATIVE_IMAGE, "");
}
