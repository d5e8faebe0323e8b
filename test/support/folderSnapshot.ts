import { createHash } from "node:crypto";
import { readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";

/**
 * All that lies below a folder, by relative path with "/": the SHA-256 of a file's content, "folder", or a link's target.
 * Two equal snapshots mean that nothing was changed, added or left behind.
 */
export async function folderSnapshot(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const name = path.relative(folder, file).split(path.sep).join("/");
    if (entry.isDirectory()) found[name] = "folder";
    else if (entry.isSymbolicLink()) found[name] = `link to ${await readlink(file)}`;
    else
      found[name] = createHash("sha256")
        .update(await readFile(file))
        .digest("hex");
  }
  return found;
}
