import path from "node:path";

/** What was chosen for a folder or, failing that, for the nearest folder above it. */
export function nearestChoice(folder: string, chosen: Readonly<Record<string, string>>): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (Object.hasOwn(chosen, at)) return chosen[at];
    if (path.dirname(at) === at) return undefined;
  }
}
