/** What folder names say. All comparisons ignore case. */

const GOOD = new Set(["good", "ok", "normal", "normals"]);
const BAD = new Set(["bad", "ng", "ko", "nok", "defect", "anomaly", "abnormal", "anomalous"]);

/** Names under which masks are found, most usual first. */
export const MASK_FOLDERS = ["ground_truth", "groundtruth", "masks", "mask", "gt"];

/** Whether a folder of this name holds normal images. */
export function isGoodName(name: string): boolean {
  return GOOD.has(name.toLowerCase());
}

/** Whether a folder of this name holds anomalous images. */
export function isBadName(name: string): boolean {
  return BAD.has(name.toLowerCase());
}

/** Whether a folder of this name holds masks. */
export function isMaskFolderName(name: string): boolean {
  return MASK_FOLDERS.includes(name.toLowerCase());
}

/** Whether a folder of this name says what it holds in general and not which object is seen. */
export function isGenericName(name: string): boolean {
  return /^(data|images?|imgs?)$/i.test(name);
}
