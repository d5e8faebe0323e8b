import { AnopleError } from "../base/errors.ts";
import type { BinaryMask } from "../imaging/image.ts";
import type { DatasetItem, Problem } from "./datasetIndex.ts";
import { readMask } from "./readMask.ts";

/**
 * Reads the mask of an item. What is wrong with it comes back as a problem, so that an evaluation can go on: without
 * the mask if it can't be decoded ("mask-unreadable") or has another size than the image ("mask-size"), with it if it
 * marks nothing ("empty-mask").
 *
 * @param width of the image, in pixels
 * @param height of the image, in pixels
 * @returns a null mask for normal items, for items without a mask and for masks that can't be used
 */
export async function loadMask(
  item: DatasetItem,
  width: number,
  height: number,
): Promise<{ mask: BinaryMask | null; problem?: Problem }> {
  if (item.label === 0 || item.mask === null) return { mask: null };
  const problem = (code: string, message: string, fix: string): Problem => {
    return { code, severity: "warning", path: item.mask!, message, fix };
  };
  let mask: BinaryMask;
  try {
    mask = await readMask(item.mask);
  } catch (error) {
    if (!(error instanceof AnopleError)) throw error;
    return { mask: null, problem: problem("mask-unreadable", error.message, error.hint) };
  }
  if (mask.width !== width || mask.height !== height) {
    const message = `The mask has ${mask.width} × ${mask.height} pixels and its image ${item.path} ${width} × ${height}.`;
    const fix = "Give the mask the size of its image; until then pixel metrics leave the image out.";
    return { mask: null, problem: problem("mask-size", message, fix) };
  }
  if (!mask.data.includes(1)) {
    const message = `The mask of the anomalous image ${item.path} marks no pixel.`;
    return {
      mask,
      problem: problem("empty-mask", message, "Mark the defect, or move the image to good if it has none."),
    };
  }
  return { mask };
}
