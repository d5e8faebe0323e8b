import path from "node:path";
import type { DatasetItem } from "./datasetIndex.ts";
import { maskStems, stemOf } from "./imageNames.ts";
import { count, listNames, type ProblemLog } from "./problemLog.ts";

/**
 * Gives each item the mask that bears its name, never the one at its position: one missing mask must not shift the
 * others. Items that have a mask keep it. Masks of no item and items with several masks are reported.
 *
 * @param folder where the masks lie
 * @param names file names of the masks, in code-unit order
 */
export function assignMasks(
  items: readonly DatasetItem[],
  folder: string,
  names: readonly string[],
  problems: ProblemLog,
): void {
  const byStem = new Map<string, string[]>();
  for (const name of names) {
    const same = byStem.get(stemOf(name));
    if (same) same.push(name);
    else byStem.set(stemOf(name), [name]);
  }
  const used = new Set<string>();
  const ambiguous: string[] = [];
  for (const item of items) {
    const found = maskStems(stemOf(path.basename(item.path))).flatMap((stem) => byStem.get(stem) ?? []);
    for (const name of found) used.add(name);
    if (found.length > 0) item.mask ??= path.join(folder, found[0]!);
    if (found.length > 1) ambiguous.push(`${path.basename(item.path)} (${found.join(", ")})`);
  }
  if (ambiguous.length > 0) {
    const message = `Some images have several masks and the first is taken: ${listNames(ambiguous)}.`;
    problems.warn("mask-ambiguous", folder, message, "Keep one mask an image.");
  }
  const orphans = names.filter((name) => !used.has(name));
  if (orphans.length > 0) {
    const message = `${count(orphans.length, "mask belongs", "masks belong")} to no image: ${listNames(orphans)}.`;
    problems.warn("mask-orphan", folder, message, "Name masks after their images, as in 000.png and 000_mask.png.");
  }
}

/** Reports, folder by folder, the anomalous images that no mask was found for. */
export function reportMissingMasks(items: readonly DatasetItem[], problems: ProblemLog): void {
  const byFolder = new Map<string, string[]>();
  for (const item of items) {
    if (item.label === 0 || item.mask !== null) continue;
    const folder = path.dirname(item.path);
    const names = byFolder.get(folder);
    if (names) names.push(path.basename(item.path));
    else byFolder.set(folder, [path.basename(item.path)]);
  }
  for (const [folder, names] of byFolder) {
    const message = `${count(names.length, "anomalous image has", "anomalous images have")} no mask: ${listNames(names)}.`;
    problems.warn("mask-missing", folder, message, "Add masks, or do without pixel metrics for these images.");
  }
}
