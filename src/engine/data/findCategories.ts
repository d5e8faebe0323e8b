/** Walks through folders and recognises the layouts of categories. */

import path from "node:path";
import { AnopleError } from "../base/errors.ts";
import { reportMissingMasks } from "./assignMasks.ts";
import { collectImages } from "./collectImages.ts";
import { enter, type Folder, openRoot, type Scan } from "./folder.ts";
import { isGenericName } from "./folderNames.ts";
import { readGoodBadLayout } from "./goodBadLayout.ts";
import { readKolektorLayout } from "./kolektorLayout.ts";
import { readMvtecLayout } from "./mvtecLayout.ts";
import { createProblemLog } from "./problemLog.ts";
import type { Reading } from "./reading.ts";
import { readRealIadSplit } from "./realIadSplit.ts";
import { reportOtherFolders } from "./reportOtherFolders.ts";
import { reportSharedImages } from "./reportSharedImages.ts";
import { applySplitTable, usableTable } from "./splitTable.ts";
import { readVisaSplit } from "./visaSplit.ts";

/** `<root>/<data set>/<group>/<category>` is found, deeper folders are not. */
const MAX_DEPTH = 3;

/** A folder with more folders than this is no data set but somebody's disk. */
const MAX_FOLDERS = 20_000;

/** A category, not yet named. */
export interface Found extends Reading {
  readonly folder: Folder;
}

/**
 * The categories in a folder, or the folder itself, each once even if several links lead to it.
 *
 * @throws AnopleError "data" if it isn't a folder or holds nothing but too many others, "io" if it can't be read, "cancelled"
 */
export async function findCategories(root: string, scan: Scan): Promise<Found[]> {
  const top = await openRoot(root, scan);
  const found = await search(top, await folderAbove(root, scan), scan);
  if (found.length > 0) return dropDuplicates(found, scan);
  const items = collectImages(top, "", { split: "train", label: 0, defect: "good" }, scan);
  if (items.length === 0) return [];
  await reportOtherFolders(top, scan);
  return [{ folder: top, kind: "normals", items, setAside: [] }];
}

/** Beside a folder such as VisA's `Images` may lie its masks. */
async function folderAbove(root: string, scan: Scan): Promise<Folder | null> {
  if (!isGenericName(path.basename(root))) return null;
  try {
    return await openRoot(path.dirname(root), { ...scan, problems: createProblemLog() });
  } catch (error) {
    if (error instanceof AnopleError && error.code === "io") return null;
    throw error;
  }
}

/**
 * Level by level, so that what lies near is found before a deep tree uses the search up. A tree with too many folders is a
 * problem if something was found, and otherwise an error.
 */
async function search(top: Folder, above: Folder | null, scan: Scan): Promise<Found[]> {
  const found: Found[] = [];
  let level: { parent: Folder | null; open(): Promise<Folder | null> }[] = [{ parent: above, open: async () => top }];
  let visited = 0;
  for (let depth = 0; depth <= MAX_DEPTH && visited <= MAX_FOLDERS; depth++) {
    const next: typeof level = [];
    for (const { parent, open } of level) {
      if (++visited > MAX_FOLDERS) break;
      const folder = await open();
      const here = folder && (await readLayout(folder, parent, scan));
      if (here && here.items.length > 0) {
        reportSharedImages(folder, here.items, scan);
        found.push({ folder, ...here });
      }
      if (here || !folder) continue;
      for (const name of folder.folders.keys()) next.push({ parent: folder, open: () => enter(folder, name, scan) });
    }
    level = next;
  }
  if (visited > MAX_FOLDERS) {
    const message = `${top.path} holds more than ${MAX_FOLDERS} folders that are no data set.`;
    const fix = "Choose the folder of the data set itself.";
    if (found.length === 0) throw new AnopleError("data", message, fix);
    scan.problems.error("search-incomplete", top.path, `${message} Not all of them were searched.`, fix);
  }
  return found;
}

async function readLayout(folder: Folder, parent: Folder | null, scan: Scan): Promise<Reading | null> {
  return (
    (await readMvtecLayout(folder, scan)) ??
    (await readKolektorLayout(folder, scan)) ??
    (await readGoodBadOrTable(folder, parent, scan))
  );
}

/** Good and bad images, split by the table of the data set if it has one. */
async function readGoodBadOrTable(folder: Folder, parent: Folder | null, scan: Scan): Promise<Reading | null> {
  const items = await readGoodBadLayout(folder, parent, scan);
  if (!items) return null;
  let reading: Reading = {
    kind: items.some((item) => item.label === 1) ? "good-bad" : "normals",
    items,
    setAside: [],
  };
  for (const [kind, read] of [
    ["visa", readVisaSplit],
    ["real-iad", readRealIadSplit],
  ] as const) {
    const table = await usableTable(() => read(folder.path), folder.path, scan);
    if (table) reading = { kind, splitBy: table.name, ...applySplitTable(items, table, folder.path, scan) };
  }
  reportMissingMasks(reading.items, scan.problems);
  return reading;
}

/** Drops categories that were reached twice through links, and keeps the one that no link leads to. */
function dropDuplicates(found: readonly Found[], scan: Scan): Found[] {
  const chosen = new Map<string, Found>();
  for (const one of found) {
    const real = one.folder.trail.at(-1)!;
    const other = chosen.get(real);
    const dropped = other && one.folder.path === real ? other : other && one;
    if (dropped !== one) chosen.set(real, one);
    if (dropped) {
      const message = `The folder is a link to ${real}, which is part of the data set already.`;
      scan.problems.warn("link-duplicate", dropped.folder.path, message, "Remove the link.");
    }
  }
  return [...chosen.values()];
}

/** The deepest folder on the path whose name says which object is seen: `VisA/candle` for `VisA/candle/Data/Images`. */
export function namedFolder(folder: string, root: string): string {
  let named = folder;
  while (named !== root && isGenericName(path.basename(named))) named = path.dirname(named);
  return named;
}
