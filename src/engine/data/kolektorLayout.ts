import path from "node:path";
import { AnopleError, throwIfCancelled } from "../base/errors.ts";
import { limitConcurrency } from "../base/limitConcurrency.ts";
import { collectImages } from "./collectImages.ts";
import type { DatasetItem } from "./datasetIndex.ts";
import { enter, enterAny, type Folder, type Scan } from "./folder.ts";
import { isImageName, separateMasks } from "./imageNames.ts";
import { marksAnything } from "./marksAnything.ts";
import { count, listNames } from "./problemLog.ts";
import type { Reading } from "./reading.ts";

/** Masks that are decoded at a time. */
const MASKS_AT_A_TIME = 4;

/**
 * Reads the layouts of KolektorSDD, `kos01/Part0.jpg` with `kos01/Part0_label.bmp`, which has no split, and KolektorSDD2,
 * `train` and `test` with `20000.png` and `20000_GT.png` directly in them. Normal images have a mask, too, that marks
 * nothing, so names can't tell normal from anomalous ones: here alone masks are decoded while indexing.
 *
 * @returns null if there are no such folders with masks beside their images
 */
export async function readKolektorLayout(category: Folder, scan: Scan): Promise<Reading | null> {
  return (await readParts(category, scan)) ?? (await readTrainAndTest(category, scan));
}

async function readParts(category: Folder, scan: Scan): Promise<Reading | null> {
  const parts: Folder[] = [];
  for (const name of category.folders.keys()) {
    const part = /^kos\d+$/i.test(name) ? await enter(category, name, scan) : null;
    if (part) parts.push(part);
  }
  if (!parts.some(hasMasks)) return null;
  const items: DatasetItem[] = [];
  for (const part of parts) {
    const { normals, anomalous } = await readPart(part, scan);
    items.push(...normals.map((item) => ({ ...item, split: "train" as const })), ...anomalous);
  }
  return { kind: "kolektor", items, setAside: [] };
}

async function readTrainAndTest(category: Folder, scan: Scan): Promise<Reading | null> {
  const train = await enterAny(category, ["train"], scan);
  const test = await enterAny(category, ["test"], scan);
  if (!train || !test || !hasMasks(train) || !hasMasks(test)) return null;
  const learnt = await readPart(train, scan);
  const tested = await readPart(test, scan);
  const normals = learnt.normals.map((item) => ({ ...item, split: "train" as const }));
  const images = learnt.anomalous.length;
  return {
    kind: "kolektor-2",
    items: [...normals, ...tested.normals, ...tested.anomalous],
    setAside: images > 0 ? [{ what: "anomalous training images", images }] : [],
  };
}

function hasMasks(folder: Folder): boolean {
  return separateMasks(folder.files.filter(isImageName)).masks.length > 0;
}

/** A folder's images as items of the split "test". Those whose mask is missing or damaged are reported and left out. */
async function readPart(folder: Folder, scan: Scan): Promise<{ normals: DatasetItem[]; anomalous: DatasetItem[] }> {
  const kind = { split: "test", label: 1, defect: "defect" } as const;
  const items = collectImages(folder, path.basename(folder.path), kind, scan);
  const limited = limitConcurrency(MASKS_AT_A_TIME);
  const answers = await Promise.all(items.map((item) => limited(() => isAnomalous(item, scan))));
  const of = (answer: boolean | null) => items.filter((_, i) => answers[i] === answer);
  const unknown = of(null).filter((item) => item.mask === null);
  if (unknown.length > 0) {
    const names = listNames(unknown.map((item) => path.basename(item.path)));
    const message = `${count(unknown.length, "image has", "images have")} no mask, so it isn't known whether a defect is seen, and ${unknown.length === 1 ? "is" : "are"} left out: ${names}.`;
    scan.problems.warn("mask-missing", folder.path, message, "Add masks; those of normal images mark nothing.");
  }
  const normals = of(false).map((item): DatasetItem => ({ ...item, label: 0, defect: "good", mask: null }));
  return { normals, anomalous: of(true) };
}

/** Null if it can't be told. */
async function isAnomalous({ mask }: DatasetItem, { signal, problems }: Scan): Promise<boolean | null> {
  throwIfCancelled(signal);
  if (mask === null) return null;
  try {
    return await marksAnything(mask);
  } catch (error) {
    if (!(error instanceof AnopleError) || error.code === "cancelled") throw error;
    problems.warn("mask-unreadable", mask, `${error.message} Its image is left out.`, error.hint);
    return null;
  }
}
