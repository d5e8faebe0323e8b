import { fullMap } from "../anople/anomalyMap.ts";
import { AnopleError } from "../base/errors.ts";
import { readMask } from "../data/readMask.ts";
import { decodeImage } from "../imaging/decode.ts";
import type { BinaryMask, RgbImage } from "../imaging/image.ts";
import { renderOverlay } from "../imaging/overlay.ts";
import type { ColourScale } from "./colourScale.ts";
import type { EvaluatedImage } from "./requests.ts";
import { shrink } from "./smallPicture.ts";

/** An evaluated image, drawn small. */
interface DrawnImage {
  readonly picture: RgbImage;
  /** The map over the picture in grey, with the outline of the true defect. */
  readonly overlay: RgbImage;
  /** Why the outline is missing. */
  readonly problem: string | null;
}

/** Opacity, 0 to 1, of the map's highest colour over the picture. */
export const OVERLAY_OPACITY = 0.85;

/** Brightness that is left to the picture under a map. */
const DIMMED = 0.75;

/**
 * Draws an image and its map, at most `side` pixels on the longer side.
 *
 * @param smoothing of the run's maps
 * @throws AnopleError("data") when the image can't be read; a mask that can't is told instead
 */
export async function drawImage(
  { path, mask: maskFile, patchMap }: Pick<EvaluatedImage, "path" | "mask" | "patchMap">,
  scale: ColourScale,
  smoothing: number,
  side: number,
): Promise<DrawnImage> {
  const image = await decodeImage(path);
  const picture = shrink(image, side);
  const { width, height } = picture;
  const { mask, problem } = await readTruth(maskFile, image);
  const map = fullMap(patchMap, Math.round(Math.sqrt(patchMap.length)), width, height, smoothing);
  const overlay = renderOverlay(dimGrey(picture), map, {
    ...scale,
    colorMap: "inferno",
    opacity: OVERLAY_OPACITY,
    ...(mask && { truth: shrinkMask(mask, width, height) }),
  });
  return { picture, overlay, problem };
}

/** A mask of another size says nothing about the image's pixels, and the pixel metrics leave it out. */
async function readTruth(
  file: string | null,
  image: RgbImage,
): Promise<{ mask: BinaryMask | null; problem: string | null }> {
  if (file === null) return { mask: null, problem: null };
  try {
    const mask = await readMask(file);
    if (mask.width === image.width && mask.height === image.height) return { mask, problem: null };
    const problem = `The mask has ${mask.width} × ${mask.height} pixels and the image ${image.width} × ${image.height}: it is not drawn.`;
    return { mask: null, problem };
  } catch (error) {
    if (!(error instanceof AnopleError) || error.code === "cancelled") throw error;
    return { mask: null, problem: error.message };
  }
}

/** The picture in darker grey: the colours over it are then the map's alone. Luma weights of ITU-R BT.601. */
function dimGrey({ width, height, data }: RgbImage): RgbImage {
  const grey = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const luma = 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
    grey.fill(Math.round(DIMMED * luma), i, i + 3);
  }
  return { width, height, data: grey };
}

/** A pixel is anomalous if any that it stands for is, so that the smallest defect is still seen. */
function shrinkMask(mask: BinaryMask, width: number, height: number): BinaryMask {
  const data = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < mask.height; y++) {
    const row = Math.floor((y * height) / mask.height) * width;
    for (let x = 0; x < mask.width; x++, i++) if (mask.data[i]) data[row + Math.floor((x * width) / mask.width)] = 1;
  }
  return { width, height, data };
}
