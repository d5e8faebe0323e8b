import path from "node:path";

/** A path as it is shortest to read: relative if it lies in the current folder, absolute otherwise. */
export function shortPath(file: string): string {
  const relative = path.relative("", file);
  if (relative === "") return ".";
  return relative.startsWith("..") || path.isAbsolute(relative) ? path.resolve(file) : relative;
}
