import { fullMap } from "../anople/anomalyMap.ts";
import { AnopleError } from "../base/errors.ts";
import { decodeImage, decodeMask } from "../imaging/decode.ts";
import type { BinaryMask, RgbImage } from "../imaging/image.ts";
import { encodeJpeg, renderOverlay } from "../imaging/overlay.ts";
import { resizeBicubic } from "../imaging/resize.ts";
import type { EvaluatedImage } from "../jobs/requests.ts";
import type { ColourScale } from "./colourScale.ts";

/** A small picture that stands in the page itself. */
export interface InlinePicture {
  /** `data:image/jpeg;base64,…` */
  readonly uri: string;
  readonly width: number;
  readonly height: number;
}

/** An image of the gallery; a sentence says what can't be shown of it. */
export interface ImagePictures {
  readonly picture: InlinePicture | null;
  readonly overlay: InlinePicture | null;
  readonly problem: string | null;
}

const JPEG_QUALITY = 82;

/** Opacity, 0 to 1, of the map's highest colour over the picture. */
export const OVERLAY_OPACITY = 0.85;

/** Brightness that is left to the picture under a map. */
const DIMMED = 0.75;

/** A picture, or null and the reason, at most `side` pixels on its longer side. */
export async function inlinePicture(
  file: string,
  side: number,
): Promise<{ picture: InlinePicture | null; problem: string | null }> {
  const { value, problem } = await orProblem(() => decodeImage(file));
  return { picture: value && (await encode(shrink(value, side))), problem };
}

/** An image and its map over it, with the outline of the true defect, at most `side` pixels on the longer side. */
export async function imagePictures(
  image: EvaluatedImage,
  scale: ColourScale,
  smoothing: number,
  side: number,
): Promise<ImagePictures> {
  const { path, mask: maskFile, patchMap } = image;
  const decoded = await orProblem(() => decodeImage(path));
  if (decoded.value === null) return { picture: null, overlay: null, problem: decoded.problem };
  const small = shrink(decoded.value, side);
  const { width, height } = small;
  const mask = maskFile === null ? null : await orProblem(() => decodeMask(maskFile));
  const misfit = mask?.value ? sizeProblem(mask.value, decoded.value) : null;
  const truth = mask?.value && !misfit ? shrinkMask(mask.value, width, height) : undefined;
  const map = fullMap(patchMap, Math.round(Math.sqrt(patchMap.length)), width, height, smoothing);
  const overlay = renderOverlay(dimGrey(small), map, {
    ...scale,
    colorMap: "inferno",
    opacity: OVERLAY_OPACITY,
    ...(truth && { truth }),
  });
  return { picture: await encode(small), overlay: await encode(overlay), problem: mask?.problem ?? misfit };
}

/** What can't be read is told in the report, which is about the rest too. */
async function orProblem<T>(read: () => Promise<T>): Promise<{ value: T | null; problem: string | null }> {
  try {
    return { value: await read(), problem: null };
  } catch (error) {
    if (!(error instanceof AnopleError) || error.code === "cancelled") throw error;
    return { value: null, problem: error.message };
  }
}

/** Such a mask says nothing about the image's pixels, and the pixel metrics leave it out. */
function sizeProblem(mask: BinaryMask, image: RgbImage): string | null {
  if (mask.width === image.width && mask.height === image.height) return null;
  return `The mask has ${mask.width} × ${mask.height} pixels and the image ${image.width} × ${image.height}: it is not drawn.`;
}

function shrink(image: RgbImage, side: number): RgbImage {
  const factor = Math.min(1, side / Math.max(image.width, image.height));
  if (factor === 1) return image;
  const scaled = (size: number) => Math.max(1, Math.round(size * factor));
  return resizeBicubic(image, scaled(image.width), scaled(image.height));
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

async function encode(image: RgbImage): Promise<InlinePicture> {
  const bytes = await encodeJpeg(image, JPEG_QUALITY);
  const uri = `data:image/jpeg;base64,${Buffer.from(bytes).toString("base64")}`;
  return { uri, width: image.width, height: image.height };
}
