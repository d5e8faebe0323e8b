import { fullMap } from "../anople/anomalyMap.ts";
import { decodeImage } from "../imaging/decode.ts";
import type { RgbImage } from "../imaging/image.ts";
import { renderOverlay } from "../imaging/overlay.ts";
import type { ColourScale } from "./colourScale.ts";
import type { EvaluatedImage } from "./requests.ts";
import { shrink } from "./smallPicture.ts";
import { shrinkMask, truthMask } from "./truthMask.ts";

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
  const { mask, problem } = await truthMask(maskFile, image);
  const map = fullMap(patchMap, Math.round(Math.sqrt(patchMap.length)), width, height, smoothing);
  const overlay = renderOverlay(dimGrey(picture), map, {
    ...scale,
    colorMap: "inferno",
    opacity: OVERLAY_OPACITY,
    ...(mask && { truth: shrinkMask(mask, width, height) }),
  });
  return { picture, overlay, problem };
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
