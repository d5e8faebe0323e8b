import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { ioError } from "../base/atomicFile.ts";
import { AnopleError } from "../base/errors.ts";
import { decodeMask } from "../imaging/decode.ts";
import type { BinaryMask } from "../imaging/image.ts";
import { isImageName } from "./imageNames.ts";

/**
 * The pixels of a mask: of a file, or of a folder with a mask for each defect of one image, as in MVTec LOCO AD. There a
 * pixel is anomalous if any of them marks it.
 *
 * @throws AnopleError "data" if a file can't be decoded, the folder holds no mask or masks of several sizes, "io" if the
 *   folder can't be read
 */
export async function readMask(place: string): Promise<BinaryMask> {
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false, // decoding says what is wrong
  );
  if (!isFolder) return decodeMask(place);
  const entries = await readdir(place).catch((error) => {
    throw ioError("read", place, error);
  });
  let union: BinaryMask | null = null;
  for (const name of entries.filter((entry) => !entry.startsWith(".") && isImageName(entry)).sort()) {
    const mask = await decodeMask(path.join(place, name));
    if (union && (union.width !== mask.width || union.height !== mask.height)) {
      const message = `${place}: ${name} has ${mask.width} × ${mask.height} pixels and the masks before it ${union.width} × ${union.height}.`;
      throw new AnopleError("data", message, "Give all masks of an image its size.");
    }
    if (union) for (let i = 0; i < mask.data.length; i++) union.data[i]! |= mask.data[i]!;
    else union = mask;
  }
  if (union) return union;
  throw new AnopleError("data", `${place} holds no mask.`, "Put the masks of the image there.");
}
