import { AnopleError } from "../base/errors.ts";
import type { ColourScale } from "../jobs/colourScale.ts";
import { drawImage } from "../jobs/drawnImage.ts";
import type { EvaluatedImage } from "../jobs/requests.ts";
import { type Picture, smallPicture, toPicture } from "../jobs/smallPicture.ts";

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

/** A picture, or null and the reason, at most `side` pixels on its longer side. */
export async function inlinePicture(
  file: string,
  side: number,
): Promise<{ picture: InlinePicture | null; problem: string | null }> {
  const { value, problem } = await orProblem(() => smallPicture(file, side));
  return { picture: value && inline(value), problem };
}

/** An image and its map over it, with the outline of the true defect, at most `side` pixels on the longer side. */
export async function imagePictures(
  image: EvaluatedImage,
  scale: ColourScale,
  smoothing: number,
  side: number,
): Promise<ImagePictures> {
  const { value: drawn, problem } = await orProblem(() => drawImage(image, scale, smoothing, side));
  if (drawn === null) return { picture: null, overlay: null, problem };
  const picture = inline(await toPicture(drawn.picture));
  return { picture, overlay: inline(await toPicture(drawn.overlay)), problem: drawn.problem };
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

function inline({ bytes, mime, width, height }: Picture): InlinePicture {
  return { uri: `data:${mime};base64,${Buffer.from(bytes).toString("base64")}`, width, height };
}
