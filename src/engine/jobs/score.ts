import path from "node:path";
import { fullMap } from "../anople/anomalyMap.ts";
import { AnopleError, throwIfCancelled } from "../base/errors.ts";
import { decodeImage } from "../imaging/decode.ts";
import type { FloatMap, RgbImage } from "../imaging/image.ts";
import { encodePng, renderOverlay } from "../imaging/overlay.ts";
import { encodeFloatTiff } from "../imaging/tiff.ts";
import { percentileAmongNormals } from "../metrics/thresholds.ts";
import { findImages } from "./findImages.ts";
import type { JobContext } from "./jobContext.ts";
import type { ScoredImage, ScoreRequest } from "./requests.ts";
import { openTrainedRun, operatingPoint, type TrainedRun } from "./trainedRun.ts";
import { writeInNewFolder } from "./writeInNewFolder.ts";

/**
 * Scores images with a finished run. An image that can't be read is reported as a warning and left out, unless it is the
 * only one.
 *
 * @throws AnopleError("data") when no image is found or none can be scored, "usage" for a category that the run has not
 */
export async function scoreJob(request: ScoreRequest, context: JobContext): Promise<ScoredImage[]> {
  const { signal, report } = context;
  const files = await findImages(request.paths, signal);
  report({ type: "stage", stage: "Loading the run" });
  const trained = await openTrainedRun(request.run);
  try {
    const stage = "Scoring";
    report({ type: "stage", stage });
    const results: ScoredImage[] = [];
    for (const [i, file] of files.entries()) {
      throwIfCancelled(signal);
      try {
        results.push(await scoreFile(trained, file, request));
      } catch (error) {
        if (files.length === 1 || !(error instanceof AnopleError) || error.code !== "data") throw error;
        report({ type: "warning", message: error.message, fix: error.hint });
      }
      report({ type: "progress", stage, done: i + 1, total: files.length });
    }
    if (results.length === 0) {
      const message = `None of the ${files.length} images in ${request.paths.join(", ")} could be scored.`;
      throw new AnopleError("data", message, "The warnings say why.");
    }
    return results;
  } finally {
    await trained.close();
  }
}

async function scoreFile(trained: TrainedRun, file: string, request: ScoreRequest): Promise<ScoredImage> {
  const { network, memories } = trained;
  const index = categoryOf(trained, file, request.category);
  const image = await decodeImage(file);
  const { score, parts, maps } = await trained.score(image, index);
  const threshold = operatingPoint(trained, index, request.threshold).value;
  const map = fullMap(maps.fused, network.grid, image.width, image.height, network.config.smoothing);
  const mapFile = request.maps ? outputFile(request.maps, file, ".tiff") : null;
  if (mapFile !== null) await writeInNewFolder(mapFile, encodeFloatTiff(map));
  if (request.overlays) await writeOverlay(request.overlays, file, image, map, memories[index]!.normalScores);
  return {
    path: file,
    category: trained.run.record.categories[index]!.name,
    score,
    parts,
    threshold,
    percentile: percentileAmongNormals(score, memories[index]!.normalScores),
    map: mapFile,
  };
}

/** With several categories, the one whose folder the image lies in or whose name is a folder on its path. */
function categoryOf({ run }: TrainedRun, file: string, wanted: string | undefined): number {
  const { categories } = run.record;
  if (wanted !== undefined) {
    const index = categories.findIndex(({ name }) => name === wanted);
    if (index >= 0) return index;
  } else if (categories.length === 1) {
    return 0;
  } else {
    const folders = path.dirname(path.resolve(file)).split(path.sep);
    const index = categories.findIndex(
      ({ name, root }) => isInside(file, root) || folders.includes(path.basename(name)),
    );
    if (index >= 0) return index;
  }
  const names = categories.map(({ name }) => name).join(", ");
  const message =
    wanted === undefined
      ? `${file}: it can't be told which category this is.`
      : `${run.path} has no category "${wanted}".`;
  throw new AnopleError(wanted === undefined ? "data" : "usage", message, `Name one of: ${names}.`);
}

function isInside(file: string, folder: string): boolean {
  const inside = path.relative(folder, path.resolve(file));
  return !inside.startsWith("..") && !path.isAbsolute(inside);
}

async function writeOverlay(
  folder: string,
  file: string,
  image: RgbImage,
  map: FloatMap,
  normals: Float32Array,
): Promise<void> {
  const high = Math.max(...normals) * OVERLAY_RANGE;
  const overlay = encodePng(renderOverlay(image, map, { low: 0, high }));
  await writeInNewFolder(outputFile(folder, file, ".png"), overlay);
}

/** An overlay's brightest colour, in multiples of the highest score of a normal picture: one scale for all pictures. */
const OVERLAY_RANGE = 2;

/** Named after the image and its folder, so that equal names in several folders don't meet. */
function outputFile(folder: string, file: string, extension: string): string {
  const resolved = path.resolve(file);
  return path.join(folder, path.basename(path.dirname(resolved)), path.parse(resolved).name + extension);
}
