/**
 * Finds the images of a data set, tells normal from anomalous ones and pairs masks, from names and tables. No pixel is read
 * but those of masks where nothing else tells which images are normal (KolektorSDD).
 */

import path from "node:path";
import { AnopleError } from "../base/errors.ts";
import { describeEvidence } from "./evidence.ts";
import { type Found, findCategories, namedFolder } from "./findCategories.ts";
import type { Scan } from "./folder.ts";
import { createProblemLog } from "./problemLog.ts";

/** Of most structure first. */
const LAYOUT_KINDS = [
  "mvtec-ad-2",
  "mvtec-loco",
  "mvtec",
  "visa",
  "real-iad",
  "kolektor-2",
  "kolektor",
  "good-bad",
  "normals",
] as const;

/**
 * - "mvtec": train/good, test/<defect>, ground_truth; "mvtec-loco": the same with a folder of masks for each image;
 *   "mvtec-ad-2": the same with test_public
 * - "visa", "real-iad": good and bad, split by a table
 * - "kolektor", "kolektor-2": masks beside all images, without and with a split
 * - "good-bad": good and bad; "normals": normal images only
 */
export type LayoutKind = (typeof LAYOUT_KINDS)[number];

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
  /** Absolute path of the mask, or of a folder with several masks of this image; null if there is none. */
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

/**
 * Indexes a category, a folder of categories, or a folder of such data sets. Masks are paired by name. Names are in
 * code-unit order, so that an index doesn't depend on the machine. Hidden folders are skipped.
 *
 * @throws AnopleError "data" if no image is found, "io" if the folder can't be read, "cancelled"
 */
export async function indexDataset(root: string, signal?: AbortSignal): Promise<DatasetIndex> {
  const absolute = path.resolve(root);
  const scan: Scan = { problems: createProblemLog(), links: new Map(), signal };
  const found = await findCategories(absolute, scan);
  if (found.length === 0) throw nothingFound(absolute);
  return makeIndex(absolute, found, scan.problems.list());
}

/** What was found below `root` as an index. */
export function makeIndex(root: string, found: readonly Found[], problems: Problem[]): DatasetIndex {
  const categories = nameCategories(found, root);
  const kind = LAYOUT_KINDS.find((k) => found.some((f) => f.kind === k))!;
  return { root, kind, evidence: describeEvidence(kind, categories, found), categories, problems };
}

function nameCategories(found: readonly Found[], root: string): Category[] {
  const names = found.map(({ folder }) => path.basename(namedFolder(folder.path, root)) || "dataset");
  const categories = found.map(({ folder, items }, i) => {
    const unique = names.filter((name) => name === names[i]).length === 1;
    const name = unique ? names[i]! : path.relative(root, folder.path).split(path.sep).join("/");
    return { name, root: folder.path, items: items.sort((a, b) => (a.id < b.id ? -1 : 1)) };
  });
  return categories.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function nothingFound(root: string): AnopleError {
  return new AnopleError(
    "data",
    `No images of a data set were found in ${root}.`,
    "Looked for train/good and test/good (MVTec AD), for masks beside images (KolektorSDD), for good and bad with images " +
      "in them, all up to three folders deep, and for images in the folder itself. Choose the folder of a data set.",
  );
}
