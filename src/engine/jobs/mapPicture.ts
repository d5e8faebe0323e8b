import { drawImage } from "./drawnImage.ts";
import { type EvaluatedRuns, findMapped } from "./evaluatedRuns.ts";
import { type Picture, toPicture } from "./smallPicture.ts";

/**
 * An evaluated image with its map over it and the outline of the true defect, all of a category on one colour scale.
 *
 * @param id of the image in the category
 * @param side most pixels on the longer side
 * @throws AnopleError "run" when there is no such map, "data" when the image can't be read
 */
export async function mapPicture(
  runs: EvaluatedRuns,
  { run, category, id, side }: { run: string; category: string; id: string; side: number },
): Promise<Picture> {
  const { image, scale, smoothing } = findMapped(await runs.read(run), run, category, id);
  return toPicture((await drawImage(image, scale, smoothing, side)).overlay);
}
