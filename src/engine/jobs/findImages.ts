import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { ioError } from "../base/atomicFile.ts";
import { AnopleError, throwIfCancelled } from "../base/errors.ts";
import { isMaskFolderName } from "../data/folderNames.ts";
import { IMAGE_EXTENSIONS } from "../imaging/decode.ts";

/**
 * The image files behind paths: a file as it is, a folder with all images below it, a pattern with `*`, `?` or `**`
 * (for shells that don't expand them). Sorted, each once.
 *
 * @throws AnopleError("data") for a path that is not there, and when nothing is found; "io" for a folder that can't be read
 */
export async function findImages(paths: readonly string[], signal?: AbortSignal): Promise<string[]> {
  const found = new Set<string>();
  for (const given of paths) {
    const kind = await stat(given).catch(() => null);
    if (kind?.isFile()) found.add(path.resolve(given));
    else if (kind?.isDirectory()) for (const file of await imagesBelow(given, signal)) found.add(file);
    else if (/[*?]/.test(given)) for (const file of await matches(given, signal)) found.add(file);
    else throw new AnopleError("data", `${given}: there is no such file or folder.`, "Check the path.");
  }
  if (found.size === 0) {
    const kinds = [...IMAGE_EXTENSIONS].join(" ");
    throw new AnopleError("data", `No image in ${paths.join(", ")}.`, `Images end in ${kinds}.`);
  }
  return [...found].sort();
}

/**
 * Does not follow links to folders, so a loop of links ends, and leaves out folders of masks such as ground_truth.
 *
 * @param depth how many folders deep to look; 1 is the folder itself
 */
async function imagesBelow(
  folder: string,
  signal: AbortSignal | undefined,
  depth = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const out: string[] = [];
  const folders = [{ at: path.resolve(folder), left: depth }];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    throwIfCancelled(signal);
    const { at, left } = next;
    const entries = await readdir(at, { withFileTypes: true }).catch((error) => {
      throw ioError("read", at, error);
    });
    for (const entry of entries) {
      const file = path.join(at, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) {
        if (left > 1 && !isMaskFolderName(entry.name)) folders.push({ at: file, left: left - 1 });
      } else if (IMAGE_EXTENSIONS.has(path.extname(entry.name).toLowerCase())) out.push(file);
    }
  }
  return out;
}

async function matches(pattern: string, signal: AbortSignal | undefined): Promise<string[]> {
  const absolute = path.resolve(pattern);
  const parts = absolute.split(path.sep);
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  const fixed = parts.slice(0, wild).join(path.sep) || path.sep;
  if (!(await stat(fixed).catch(() => null))?.isDirectory()) return [];
  const depth = pattern.includes("**") ? undefined : parts.length - wild;
  const files = await imagesBelow(fixed, signal, depth);
  const expression = globExpression(absolute.replaceAll(path.sep, "/"));
  return files.filter((file) => expression.test(file.replaceAll(path.sep, "/")));
}

/** What each wildcard stands for: `**` crosses folders, `*` and `?` stay within one. */
const WILDCARDS: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };

function globExpression(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/?|[*?]|[.+^${}()|[\]\\]/g, (token) => WILDCARDS[token] ?? `\\${token}`);
  return new RegExp(`^${source}$`);
}
