import path from "node:path";
import { type DatasetItem, indexDataset } from "../data/datasetIndex.ts";
import { isInside } from "./categoryOf.ts";
import { shrinkMask, truthMask } from "./truthMask.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

type KnownTruth = Pick<DatasetItem, "path" | "label" | "defect" | "mask">;

interface Evaluated {
  readonly categories: readonly { readonly images: readonly KnownTruth[] }[];
}

interface Trained {
  readonly categories: readonly { readonly root: string }[];
}

/** What a data set says of an image. */
export interface ImageTruth {
  label: 0 | 1;
  /** "good" for normal images. */
  defect: string;
  /** Zeros and ones, row by row; null for normal images and where there is no mask that can be used. */
  mask: { width: number; height: number; bytes: Uint8Array<ArrayBuffer> } | null;
  /** Why a mask can't be used. */
  problem: string | null;
}

/**
 * The ground truth of an image: as the run's evaluation has it, else as the data set that a category was trained on; null
 * where neither knows the image.
 *
 * @param file of the image
 * @param evaluation the run's last; null without one
 * @param image size of the image file, in pixels
 * @param size of the mask that is wanted, in pixels, not larger than the image
 */
export async function imageTruth(
  file: string,
  evaluation: Evaluated | null,
  record: Trained,
  image: Size,
  size: Size,
): Promise<ImageTruth | null> {
  const known = findEvaluated(file, evaluation) ?? (await findIndexed(file, record));
  if (!known) return null;
  const { label, defect } = known;
  const { mask, problem } = await truthMask(label === 1 ? known.mask : null, image);
  if (!mask) return { label, defect, mask, problem };
  const { width, height, data } = shrinkMask(mask, size.width, size.height);
  return { label, defect, mask: { width, height, bytes: new Uint8Array(data) }, problem };
}

function findEvaluated(file: string, evaluation: Evaluated | null): KnownTruth | undefined {
  for (const { images } of evaluation?.categories ?? []) {
    const found = images.find((image) => isSame(image.path, file));
    if (found) return found;
  }
  return undefined;
}

/** Whether the paths are equal; where the system knows no case, without it. */
function isSame(one: string, other: string): boolean {
  return path.relative(one, other) === "";
}

/** Only folders that the image lies in are read; one that can't be read, or is no data set any more, knows nothing. */
async function findIndexed(file: string, { categories }: Trained): Promise<KnownTruth | undefined> {
  for (const { root } of categories) {
    if (!isInside(file, root)) continue;
    const index = await indexDataset(root).catch(() => null);
    for (const { items } of index?.categories ?? []) {
      const found = items.find((item) => isSame(item.path, file));
      if (found) return found;
    }
  }
  return undefined;
}
