/** Reading folders of untrusted shape: links that lead in circles, folders without permission, hidden files. */

import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { codeOf, ioError } from "../base/atomicFile.ts";
import { AnopleError, messageOf, throwIfCancelled } from "../base/errors.ts";
import type { ProblemLog } from "./problemLog.ts";

/** What one walk through a data set shares. */
export interface Scan {
  readonly problems: ProblemLog;
  readonly signal: AbortSignal | undefined;
  /** Real places of files and folders that links lead to or through, by path; filled by the walk. */
  readonly links: Map<string, string>;
  /** Names of folders that are not looked into, beside hidden ones. */
  readonly skipped?: ReadonlySet<string>;
}

/** The content of a folder without hidden entries. Names are in code-unit order. */
export interface Folder {
  readonly path: string;
  /** Where the folder really is, after the real places of the folders that led to it. */
  readonly trail: readonly string[];
  readonly files: readonly string[];
  /** Folders and links to folders, with their real places. */
  readonly folders: ReadonlyMap<string, string>;
}

/**
 * Opens the folder that the user chose.
 *
 * @throws AnopleError "data" if it isn't a folder, "io" if it can't be read
 */
export async function openRoot(root: string, scan: Scan): Promise<Folder> {
  let real: string;
  try {
    real = await realpath(root);
    if ((await stat(real)).isFile()) {
      throw new AnopleError("data", `${root} is a file, not a folder.`, "Choose the folder that holds the images.");
    }
    await readdir(real);
  } catch (error) {
    if (codeOf(error) === "ENOENT") {
      throw new AnopleError("data", `There is no folder ${root}.`, "Check the path.", { cause: error });
    }
    throw ioError("read", root, error);
  }
  return readFolder(root, [real], scan);
}

/** Opens a folder of `parent`, or returns null if it has none of this name. */
export async function enter(parent: Folder, name: string, scan: Scan): Promise<Folder | null> {
  const real = parent.folders.get(name);
  return real === undefined ? null : readFolder(path.join(parent.path, name), [...parent.trail, real], scan);
}

/** Opens the first folder of `parent` whose name, in any case, is one of `names`. */
export async function enterAny(parent: Folder, names: readonly string[], scan: Scan): Promise<Folder | null> {
  for (const wanted of names) {
    for (const name of parent.folders.keys()) {
      if (name.toLowerCase() === wanted) return enter(parent, name, scan);
    }
  }
  return null;
}

/** One `readdir`; only links cost more. A folder that can't be read is reported and counts as empty. */
async function readFolder(folder: string, trail: readonly string[], scan: Scan): Promise<Folder> {
  throwIfCancelled(scan.signal);
  const files: string[] = [];
  const folders: [string, string][] = [];
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.name.startsWith(".") || scan.skipped?.has(entry.name)) continue;
      if (entry.isFile()) files.push(entry.name);
      else if (entry.isDirectory()) folders.push([entry.name, path.join(trail.at(-1)!, entry.name)]);
      else if (entry.isSymbolicLink()) {
        const target = await followLink(path.join(folder, entry.name), trail, scan);
        if (target === "file") files.push(entry.name);
        else if (target) folders.push([entry.name, target.folder]);
      }
    }
  } catch (error) {
    const message = `The folder can't be read: ${messageOf(error)}.`;
    scan.problems.error("folder-unreadable", folder, message, "Check the permissions of the folder.");
  }
  if (folder !== trail.at(-1)) scan.links.set(folder, trail.at(-1)!);
  files.sort();
  folders.sort(([a], [b]) => (a < b ? -1 : 1));
  return { path: folder, trail, files, folders: new Map(folders) };
}

/** What a link leads to; links into the void or back to a folder above are reported and lead to nothing. */
async function followLink(
  link: string,
  trail: readonly string[],
  scan: Scan,
): Promise<"file" | { folder: string } | null> {
  try {
    const target = await stat(link);
    if (target.isFile()) {
      scan.links.set(link, await realpath(link));
      return "file";
    }
    if (!target.isDirectory()) return null;
    const folder = await realpath(link);
    if (!trail.some((above) => isInside(above, folder))) return { folder };
  } catch (error) {
    if (codeOf(error) !== "ELOOP") {
      scan.problems.warn("link-broken", link, "The link leads nowhere.", "Remove the link or restore its target.");
      return null;
    }
  }
  scan.problems.warn("link-loop", link, "The link leads back to a folder that contains it.", "Remove the link.");
  return null;
}

/** Whether `inner` is `outer` or lies in it. */
export function isInside(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);
}
