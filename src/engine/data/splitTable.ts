/** Tables that come with a data set and decide which images are learnt from and which are tested. */

import { readFile, stat } from "node:fs/promises";
import { codeOf } from "../base/atomicFile.ts";
import { AnopleError, messageOf } from "../base/errors.ts";
import type { DatasetItem } from "./datasetIndex.ts";
import type { Scan } from "./folder.ts";
import { count, listNames } from "./problemLog.ts";
import type { SetAside } from "./reading.ts";

/** The largest tables of published data sets have some megabytes. */
const MAX_BYTES = 64 * 2 ** 20;

/** What a table says of a category's images. */
export interface SplitTable {
  /** Absolute. */
  readonly file: string;
  /** For people: "split_csv/1cls.csv". */
  readonly name: string;
  /** By the image's id. */
  readonly rows: ReadonlyMap<string, SplitRow>;
}

export interface SplitRow {
  readonly split: "train" | "test";
  readonly label: 0 | 1;
}

/**
 * The text of the first of these files that is there, or null. The files need not lie in the folder that the user chose:
 * a category has the same split whether it is opened alone or with the others.
 *
 * @throws AnopleError "data" if it is too large or can't be read
 */
export async function readFirst(files: readonly string[]): Promise<{ file: string; text: string } | null> {
  for (const file of files) {
    try {
      const { size } = await stat(file);
      if (size > MAX_BYTES) throw new AnopleError("data", `${file} is too large for a table of images.`, "Remove it.");
      return { file, text: await readFile(file, "utf8") };
    } catch (error) {
      if (error instanceof AnopleError) throw error;
      if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) continue;
      throw new AnopleError("data", `${file} can't be read: ${messageOf(error)}.`, "Check its permissions.");
    }
  }
  return null;
}

/** The table that `read` gives, or null with a problem if it can't be used: a damaged table must not hide the images. */
export async function usableTable(
  read: () => Promise<SplitTable | null>,
  category: string,
  scan: Scan,
): Promise<SplitTable | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof AnopleError) || error.code === "cancelled") throw error;
    const message = `The table of the split can't be used, so there is none: ${error.message}`;
    scan.problems.error("split-unreadable", category, message, error.hint);
    return null;
  }
}

/**
 * Gives images the split and the label of the table. Those that it doesn't list are left out and reported, as are rows
 * without an image; anomalous images to train on are set aside, because only normal ones are learnt from. Paths in the
 * table are compared and never opened.
 *
 * @param category absolute, for problems
 */
export function applySplitTable(
  items: readonly DatasetItem[],
  table: SplitTable,
  category: string,
  scan: Scan,
): { items: DatasetItem[]; setAside: SetAside[] } {
  const kept: DatasetItem[] = [];
  const unlisted: string[] = [];
  const listed = new Set<string>();
  let anomalousTraining = 0;
  for (const item of items) {
    const row = table.rows.get(item.id);
    listed.add(item.id);
    if (!row) unlisted.push(item.id);
    else if (row.split === "train" && row.label === 1) anomalousTraining++;
    else kept.push(withRow(item, row));
  }
  if (unlisted.length > 0) {
    const message = `${count(unlisted.length, "image is", "images are")} not in ${table.name} and left out: ${listNames(unlisted)}.`;
    scan.problems.warn("split-unlisted", category, message, `Add them to ${table.file}, or remove that file.`);
  }
  const missing = [...table.rows.keys()].filter((id) => !listed.has(id));
  if (missing.length > 0) {
    const message = `${count(missing.length, "image")} of ${table.name} can't be found: ${listNames(missing)}.`;
    scan.problems.warn("image-missing", category, message, "Unpack the data set again.");
  }
  if (anomalousTraining > 0) {
    const message = `${table.name} has ${count(anomalousTraining, "anomalous image")} to train on. Only normal images are learnt from; these are left out.`;
    scan.problems.warn("anomalous-training", category, message, "Use a split that trains on normal images alone.");
  }
  const setAside = anomalousTraining > 0 ? [{ what: "anomalous training images", images: anomalousTraining }] : [];
  return { items: kept, setAside };
}

function withRow(item: DatasetItem, { split, label }: SplitRow): DatasetItem {
  if (label === 0) return { ...item, split, label, defect: "good", mask: null };
  return { ...item, split, label, defect: item.label === 1 ? item.defect : "anomaly" };
}
