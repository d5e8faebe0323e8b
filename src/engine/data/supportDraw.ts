/** Which few normal images are learnt from. */

import { stat } from "node:fs/promises";
import path from "node:path";
import { codeOf, ioError } from "../base/atomicFile.ts";
import { AnopleError } from "../base/errors.ts";
import type { Category, DatasetItem } from "./datasetIndex.ts";
import { isImageName } from "./imageNames.ts";

/**
 * Draw number `draw` of `shots` support images: of the normal training images by id, those at positions
 * [draw * shots, (draw + 1) * shots), going on from the start when the list ends. No image comes twice in one draw.
 * Source: AnomalyDINO's convention, method.md Appendix A.
 *
 * @param candidates a category's items; all but its normal training images are passed over
 * @throws AnopleError "usage" for numbers that make no draw, "data" if there are fewer than `shots` images
 */
export function drawSupport(candidates: readonly DatasetItem[], shots: number, draw: number): DatasetItem[] {
  if (!Number.isSafeInteger(shots) || shots < 1) {
    throw new AnopleError("usage", `shots is ${shots}.`, "Give a whole number of at least 1.");
  }
  if (!Number.isSafeInteger(draw) || draw < 0) {
    throw new AnopleError("usage", `draw is ${draw}.`, "Give a whole number of at least 0.");
  }
  const normals = candidates.filter((item) => item.split === "train" && item.label === 0);
  normals.sort((a, b) => (a.id < b.id ? -1 : 1));
  if (normals.length < shots) throw tooFew(candidates, normals, shots);
  // The remainders first: draw * shots may exceed what a number holds exactly.
  const start = ((draw % normals.length) * (shots % normals.length)) % normals.length;
  return Array.from({ length: shots }, (_, i) => normals[(start + i) % normals.length]!);
}

function tooFew(candidates: readonly DatasetItem[], normals: readonly DatasetItem[], shots: number): AnopleError {
  const first = normals[0] ?? candidates[0];
  const folder = first ? path.dirname(first.path) : "the data set";
  if (normals.length > 0) {
    const message = `${folder} holds ${normals.length} normal images for training and ${shots} are wanted.`;
    return new AnopleError("data", message, "Ask for fewer shots or add normal images.");
  }
  const where = first ? `beside ${folder}` : "in the data set";
  const message = `There is no normal image for training ${where}, and ${shots} are wanted.`;
  return new AnopleError("data", message, "Put normal images into train/good or good, or name support files.");
}

/**
 * The support images that a user named, in the user's order. A name is an absolute path, a path relative to the current
 * folder or, failing that, an item's id. The images may lie outside the data set.
 *
 * @throws AnopleError "data" if a file is missing, no image, named twice or anomalous according to the data set
 */
export async function resolveSupport(category: Category, files: readonly string[]): Promise<DatasetItem[]> {
  if (files.length === 0)
    throw new AnopleError("usage", "No support image is named.", "Name at least one normal image.");
  const support = new Map<string, DatasetItem>();
  for (const file of files) {
    const item = await resolveOne(category, file);
    if (item.label === 1) {
      const message = `${file} shows the defect "${item.defect}" according to the data set.`;
      throw new AnopleError("data", message, "Support images must be normal; name another one.");
    }
    if (support.has(item.path)) {
      throw new AnopleError("data", `${file} is named twice as a support image.`, "Name each image once.");
    }
    support.set(item.path, item);
  }
  return [...support.values()];
}

async function resolveOne(category: Category, file: string): Promise<DatasetItem> {
  const absolute = path.resolve(file);
  const known =
    category.items.find((item) => item.path === absolute) ??
    ((await isFile(absolute)) ? undefined : category.items.find((item) => item.id === file.replaceAll("\\", "/")));
  if (known) return known;
  if (!(await isFile(absolute))) {
    const message = `There is no support image ${file}, neither at ${absolute} nor in ${category.root}.`;
    throw new AnopleError("data", message, "Give a path, or an image's name as in train/good/000.png.");
  }
  if (!isImageName(absolute)) {
    throw new AnopleError(
      "data",
      `The support file ${file} is not an image.`,
      "Name a PNG, JPEG, BMP, TIFF or WebP file.",
    );
  }
  const id = path.relative(category.root, absolute).split(path.sep).join("/");
  return { path: absolute, id, split: "train", label: 0, defect: "good", mask: null };
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ERR_INVALID_ARG_VALUE", "ENAMETOOLONG"].includes(codeOf(error))) return false;
    throw ioError("read", file, error);
  }
}
