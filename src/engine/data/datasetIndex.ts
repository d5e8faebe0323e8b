/** Finds the images of a data set, tells normal from anomalous ones and pairs masks, from names alone: no pixel is read. */

import path from "node:path";
import { AnopleError } from "../base/errors.ts";
import { collectImages } from "./collectImages.ts";
import { describeEvidence } from "./evidence.ts";
import { enter, type Folder, openRoot, type Scan } from "./folder.ts";
import { isGenericName } from "./folderNames.ts";
import { readGoodBadLayout } from "./goodBadLayout.ts";
import { readMvtecLayout } from "./mvtecLayout.ts";
import { createProblemLog } from "./problemLog.ts";
import { reportOtherFolders } from "./reportOtherFolders.ts";

/** "mvtec": train/good, test/<defect>, ground_truth; "good-bad": good and bad; "normals": normal images only. */
export type LayoutKind = "mvtec" | "good-bad" | "normals";

export interface DatasetIndex {
  /** The folder that was indexed, absolute. */
  root: string;
  /** The layout, of most structure if the categories differ. */
  kind: LayoutKind;
  /** Why the layout was chosen, for people: "found train/good with 28 images, …, 17 masks matched by name". */
  evidence: string;
  /** By name. */
  categories: Category[];
  /** What is odd or broken. None of it prevents the use of what was found. */
  problems: Problem[];
}

export interface Category {
  /** The folder's name; its path from the root, with "/", if another category has the same name. */
  name: string;
  /** Absolute. */
  root: string;
  /** By id. */
  items: DatasetItem[];
}

export interface DatasetItem {
  /** Absolute. */
  path: string;
  /** Relative to the category's root, with "/" separators. */
  id: string;
  /** "train" for candidates of the support, "test" for what is scored. */
  split: "train" | "test";
  /** 0 normal, 1 anomalous. */
  label: 0 | 1;
  /** The folder's name for anomalous images, "good" for normal ones. */
  defect: string;
  /** Absolute path of the mask, null if there is none. */
  mask: string | null;
}

export interface Problem {
  code: string;
  severity: "error" | "warning";
  /** The folder or file concerned, absolute. */
  path: string;
  message: string;
  /** What the user can do about it. */
  fix: string;
}

/** `<root>/<data set>/<group>/<category>` is found, deeper folders are not. */
const MAX_DEPTH = 3;

/** A folder with more folders than this is no data set but somebody's disk. */
const MAX_FOLDERS = 20_000;

interface Found {
  folder: Folder;
  kind: LayoutKind;
  items: DatasetItem[];
}

/**
 * Indexes a category, a folder of categories, or a folder of such data sets. Masks are paired by name. Names are in
 * code-unit order, so that an index doesn't depend on the machine. Hidden folders are skipped.
 *
 * @throws AnopleError "data" if no image is found, "io" if the folder can't be read, "cancelled"
 */
export async function indexDataset(root: string, signal?: AbortSignal): Promise<DatasetIndex> {
  const absolute = path.resolve(root);
  const scan: Scan = { problems: createProblemLog(), signal };
  const top = await openRoot(absolute, scan);
  const found = await search(top, null, 0, { ...scan, visited: 0 });
  if (found.length === 0) {
    const items = collectImages(top, "", { split: "train", label: 0, defect: "good" }, scan);
    if (items.length > 0) {
      await reportOtherFolders(top, scan);
      found.push({ folder: top, kind: "normals", items });
    }
  }
  if (found.length === 0) throw nothingFound(absolute);
  const distinct = dropDuplicates(found, scan);
  const categories = nameCategories(distinct, absolute);
  const kind = (["mvtec", "good-bad", "normals"] as const).find((k) => distinct.some((f) => f.kind === k))!;
  return {
    root: absolute,
    kind,
    evidence: describeEvidence(kind, categories),
    categories,
    problems: scan.problems.list(),
  };
}

async function search(
  folder: Folder,
  parent: Folder | null,
  depth: number,
  scan: Scan & { visited: number },
): Promise<Found[]> {
  if (++scan.visited > MAX_FOLDERS) {
    const message = `${folder.trail[0]} holds more than ${MAX_FOLDERS} folders without being a data set.`;
    throw new AnopleError("data", message, "Choose the folder of the data set itself.");
  }
  const mvtec = await readMvtecLayout(folder, scan);
  if (mvtec) return mvtec.length > 0 ? [{ folder, kind: "mvtec", items: mvtec }] : [];
  const goodBad = await readGoodBadLayout(folder, parent, scan);
  if (goodBad) {
    const kind = goodBad.some((item) => item.label === 1) ? "good-bad" : "normals";
    return [{ folder, kind, items: goodBad }];
  }
  if (depth === MAX_DEPTH) return [];
  const found: Found[] = [];
  for (const name of folder.folders.keys()) {
    const inner = await enter(folder, name, scan);
    if (inner) found.push(...(await search(inner, folder, depth + 1, scan)));
  }
  return found;
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

function nameCategories(found: readonly Found[], root: string): Category[] {
  const names = found.map(({ folder }) => shortName(folder.path, root));
  const categories = found.map(({ folder, items }, i) => {
    const unique = names.filter((name) => name === names[i]).length === 1;
    const name = unique ? names[i]! : path.relative(root, folder.path).split(path.sep).join("/");
    return { name, root: folder.path, items: items.sort((a, b) => (a.id < b.id ? -1 : 1)) };
  });
  return categories.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The last part of the path that names an object: `candle` for `VisA/candle/Data/Images`. */
function shortName(folder: string, root: string): string {
  let named = folder;
  while (named !== root && isGenericName(path.basename(named))) named = path.dirname(named);
  return path.basename(named) || "dataset";
}

function nothingFound(root: string): AnopleError {
  return new AnopleError(
    "data",
    `No images of a data set were found in ${root}.`,
    "Looked for train/good and test/good (MVTec AD), for good and bad with images in them, both up to three folders " +
      "deep, and for images in the folder itself. Choose the folder of a data set.",
  );
}
