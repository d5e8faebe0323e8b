import { fullMap } from "../anople/anomalyMap.ts";
import { decodeImage } from "../imaging/decode.ts";
import type { ThresholdRule } from "../metrics/thresholds.ts";
import { categoryOf } from "./categoryOf.ts";
import { colourScale } from "./colourScale.ts";
import type { EvaluatedRuns } from "./evaluatedRuns.ts";
import { type ImageTruth, imageTruth } from "./imageTruth.ts";
import { summaryOf } from "./readRun.ts";
import { recordedCategory } from "./recordedCategory.ts";
import type { ScoredImage } from "./requests.ts";
import { scoredImage } from "./scoredImage.ts";
import { type Picture, shrink, shrunkSize, toPicture } from "./smallPicture.ts";
import type { RunSummary } from "./summariseRuns.ts";
import { operatingPoint, type TrainedRun } from "./trainedRun.ts";
import type { TrainedRuns } from "./trainedRuns.ts";

interface InspectRequest {
  readonly run: string;
  readonly image: string;
  /** Needed when the run has several categories and the path does not name one. */
  readonly category?: string;
  readonly rule?: ThresholdRule;
  /** Most pixels on the picture's longer side. */
  readonly side: number;
}

/** An image, its map and its score. */
interface ImageInspection {
  image: Omit<ScoredImage, "map">;
  /** Of the file, upright, in pixels. */
  width: number;
  height: number;
  picture: Picture;
  /** Fused anomaly map, row by row, of the image's proportions. */
  map: { width: number; height: number; values: Float32Array<ArrayBuffer> };
  /** Map values that colours run between: those of all evaluated images of the category, or of this image. */
  scale: { low: number; high: number; source: "evaluation" | "image" };
  threshold: { rule: string; value: number; meaning: string; normals: number };
  /** Null where no data set of the run knows the image. */
  truth: ImageTruth | null;
  run: RunSummary;
}

/** A map is smooth over more than a dozen pixels of 512. */
const MAP_SIDE = 512;

/**
 * Scores one image and gives all that there is to see.
 *
 * @throws AnopleError as `scoreJob`
 */
export async function inspectImage(
  { run: location, image: file, category, rule, side }: InspectRequest,
  runs: TrainedRuns,
  evaluations: EvaluatedRuns,
): Promise<ImageInspection> {
  return runs.use(location, async (trained) => {
    const { run, network } = trained;
    const index = categoryOf(run, file, category);
    const image = await decodeImage(file);
    const { width, height } = image;
    const score = await trained.score(image, index);
    const patchMap = score.maps.fused;
    const size = shrunkSize(image, MAP_SIDE);
    const map = fullMap(patchMap, network.grid, size.width, size.height, network.config.smoothing);
    const evaluated = await evaluations.read(run.path).catch(() => null); // a damaged evaluation is told elsewhere
    const stored = evaluatedScale(trained, index, evaluated);
    return {
      image: scoredImage(trained, index, file, score, rule),
      width,
      height,
      picture: await toPicture(shrink(image, side)),
      map: { ...size, values: new Float32Array(map.data) },
      scale: stored
        ? { ...stored, source: "evaluation" }
        : { ...colourScale([{ label: 0, patchMap }]), source: "image" },
      threshold: operatingPoint(trained, index, rule),
      truth: await imageTruth(file, evaluated?.evaluation ?? null, run.record, image, size),
      run: await summaryOf(run.path),
    };
  });
}

function evaluatedScale({ run }: TrainedRun, index: number, evaluated: Awaited<ReturnType<EvaluatedRuns["read"]>>) {
  const categories = [...(evaluated?.categories ?? [])];
  const found = categories.find(([name]) => recordedCategory(run.record, name, categories.length) === index);
  return found?.[1].scale ?? null;
}
