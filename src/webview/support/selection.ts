/** What became of a choice. */
export interface Choice {
  readonly chosen: readonly string[];
  readonly result: "added" | "removed" | "full";
}

/** Adds a path to the chosen ones, in order, or takes it out again. Of a single choice the new one replaces the old. */
export function toggle(chosen: readonly string[], path: string, limit: number): Choice {
  if (chosen.includes(path)) return { chosen: chosen.filter((one) => one !== path), result: "removed" };
  if (limit === 1) return { chosen: [path], result: "added" };
  if (chosen.length >= limit) return { chosen, result: "full" };
  return { chosen: [...chosen, path], result: "added" };
}

/** Draws `count` different paths, each set equally likely. `random` gives numbers in [0, 1). */
export function drawRandom(paths: readonly string[], count: number, random: () => number): string[] {
  const left = [...paths];
  // The first steps of a Fisher-Yates shuffle.
  const drawn = Math.min(count, left.length);
  for (let i = 0; i < drawn; i++) {
    const j = i + Math.floor(random() * (left.length - i));
    [left[i], left[j]] = [left[j]!, left[i]!];
  }
  return left.slice(0, drawn);
}

/** Whether a name contains every word of a filter, in any case and any form of accents. */
export function matchesWords(name: string, filter: string): boolean {
  const folded = fold(name);
  return fold(filter)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

/** The folder that all names begin with, with its last slash; empty where there is none. */
export function commonFolder(names: readonly string[]): string {
  let common = names[0]?.slice(0, names[0].lastIndexOf("/") + 1) ?? "";
  for (const name of names)
    while (!name.startsWith(common)) common = common.slice(0, common.lastIndexOf("/", common.length - 2) + 1);
  return common;
}

function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
