import path from "node:path";
import { fullMap } from "../anople/anomalyMap.ts";
import { AnopleError } from "../base/errors.ts";
import { decodeImage } from "../imaging/decode.ts";
import type { FloatMap, RgbImage } from "../imaging/image.ts";
import { encodePng, renderOverlay } from "../imaging/overlay.ts";
import { encodeFloatTiff } from "../imaging/tiff.ts";
import { categoryOf } from "./categoryOf.ts";
import { findImages } from "./findImages.ts";
import type { JobContext } from "./jobContext.ts";
import { pause } from "./pause.ts";
import type { ScoredImage, ScoreRequest } from "./requests.ts";
import { scoredImage } from "./scoredImage.ts";
import type { TrainedRun } from "./trainedRun.ts";
import type { TrainedRuns } from "./trainedRuns.ts";
import { writeInNewFolder } from "./writeInNewFolder.ts";

/**
 * Scores images with a finished run. An image that can't be read is reported as a warning and left out, unless it is the
 * only one.
 *
 * @throws AnopleError("data") when no image is found or none can be scored, "usage" for a category that the run has not
 */
export async function scoreJob(request: ScoreRequest, context: JobContext, runs: TrainedRuns): Promise<ScoredImage[]> {
  const files = await findImages(request.paths, context.signal);
  context.report({ type: "stage", stage: "Loading the run" });
  return runs.use(request.run, (trained) => scoreFiles(trained, files, request, context));
}

async function scoreFiles(
  trained: TrainedRun,
  files: readonly string[],
  request: ScoreRequest,
  context: JobContext,
): Promise<ScoredImage[]> {
  const { report } = context;
  const stage = "Scoring";
  report({ type: "stage", stage });
  const results: ScoredImage[] = [];
  for (const [i, file] of files.entries()) {
    await pause(context);
    try {
      results.push(await scoreFile(trained, file, request));
    } catch (error) {
      if (files.length === 1 || !(error instanceof AnopleError) || error.code !== "data") throw error;
      report({ type: "warning", message: error.message, fix: error.hint });
    }
    report({ type: "progress", stage, done: i + 1, total: files.length });
  }
  if (results.length > 0) return results;
  const message = `None of the ${files.length} images in ${request.paths.join(", ")} could be scored.`;
  throw new AnopleError("data", message, "The warnings say why.");
}

async function scoreFile(trained: TrainedRun, file: string, request: ScoreRequest): Promise<ScoredImage> {
  const { network, memories } = trained;
  const index = categoryOf(trained.run, file, request.category);
  const image = await decodeImage(file);
  const result = await trained.score(image, index);
  const map = fullMap(result.maps.fused, network.grid, image.width, image.height, network.config.smoothing);
  const mapFile = request.maps ? outputFile(request.maps, file, ".tiff") : null;
  if (mapFile !== null) await writeInNewFolder(mapFile, encodeFloatTiff(map));
  if (request.overlays) await writeOverlay(request.overlays, file, image, map, memories[index]!.normalScores);
  return { ...scoredImage(trained, index, file, result, request.threshold), map: mapFile };
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
