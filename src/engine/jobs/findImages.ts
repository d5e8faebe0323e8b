import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { ioError } from "../base/atomicFile.ts";
import { AnopleError, throwIfCancelled } from "../base/errors.ts";
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

/** Does not follow links to folders, so a loop of links ends. */
async function imagesBelow(folder: string, signal: AbortSignal | undefined): Promise<string[]> {
  const out: string[] = [];
  const folders = [path.resolve(folder)];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    throwIfCancelled(signal);
    const entries = await readdir(next, { withFileTypes: true }).catch((error) => {
      throw ioError("read", next!, error);
    });
    for (const entry of entries) {
      const file = path.join(next, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) folders.push(file);
      else if (IMAGE_EXTENSIONS.has(path.extname(entry.name).toLowerCase())) out.push(file);
    }
  }
  return out;
}

async function matches(pattern: string, signal: AbortSignal | undefined): Promise<string[]> {
  const absolute = path.resolve(pattern);
  const parts = absolute.split(path.sep);
  const fixed =
    parts
      .slice(
        0,
        parts.findIndex((part) => /[*?]/.test(part)),
      )
      .join(path.sep) || path.sep;
  const expression = globExpression(absolute.replaceAll(path.sep, "/"));
  const files = await imagesBelow(fixed, signal).catch(() => []);
  return files.filter((file) => expression.test(file.replaceAll(path.sep, "/")));
}

/** What each wildcard stands for: `**` crosses folders, `*` and `?` stay within one. */
const WILDCARDS: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };

function globExpression(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/?|[*?]|[.+^${}()|[\]\\]/g, (token) => WILDCARDS[token] ?? `\\${token}`);
  return new RegExp(`^${source}$`);
}
