import * as fs from "node:fs/promises";
import path from "node:path";
import type { DatasetIndex } from "./datasetIndex.ts";

/**
 * A new folder in `base` with files of these names, empty or with a content of their own. A name that ends in "/" makes a
 * folder.
 */
export async function makeTree(base: string, ...files: (string | [string, string | Uint8Array])[]): Promise<string> {
  const root = await fs.mkdtemp(path.join(base, "tree "));
  for (const file of files) {
    const [name, content] = typeof file === "string" ? [file, ""] : file;
    const full = path.join(root, name);
    await fs.mkdir(name.endsWith("/") ? full : path.dirname(full), { recursive: true });
    if (!name.endsWith("/")) await fs.writeFile(full, content);
  }
  return root;
}

/** Every image of a category as "id split defect mask", the mask relative to the category with "/". */
export function itemLines(index: DatasetIndex, category = 0): string[] {
  const { root, items } = index.categories[category]!;
  return items.map(({ id, split, label, defect, mask }) => {
    if ((label === 0) !== (defect === "good")) throw new Error(`${id}: label ${label} and defect ${defect}`);
    return `${id} ${split} ${defect} ${mask && path.relative(root, mask).split(path.sep).join("/")}`;
  });
}

/** Every problem as "severity code path", the path relative to the data set with "/". */
export function problemLines(index: DatasetIndex): string[] {
  return index.problems.map(
    (p) => `${p.severity} ${p.code} ${path.relative(index.root, p.path).replaceAll("\\", "/")}`,
  );
}
