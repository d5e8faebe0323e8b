import { Random } from "../base/random.ts";
import { cropImage } from "../imaging/crop.ts";
import type { BinaryMask, RgbImage } from "../imaging/image.ts";
import { resizeBicubic } from "../imaging/resize.ts";
import { borderColour, rotateImage } from "../imaging/rotate.ts";
import type { Config } from "./config.ts";
import { simulateAnomaly } from "./simulate/simulateAnomaly.ts";

/** One view of a picture, as the encoder sees it. */
export interface View {
  readonly image: RgbImage;
  /** Anomalous pixels; null where there can be none. Same size as `image`, or twice as large for the whole picture. */
  readonly mask: BinaryMask | null;
  /** 0 = the whole picture, 1–4 = its quarters in raster order. */
  readonly index: number;
}

/** Views of one step, all of one class. */
export interface StepViews {
  readonly classIndex: number;
  readonly views: readonly View[];
}

/** Brings a picture to the size that training starts from: twice the view size, so that a quarter is one view. */
export function toSupportSize(image: RgbImage, viewSize: number): RgbImage {
  return resizeBicubic(image, 2 * viewSize, 2 * viewSize);
}

/** Number of views in a step: a normal picture and a simulated anomaly, each whole and in some of its quarters. */
export function viewsPerStep(config: Pick<Config, "localViews">): number {
  return 2 * (1 + config.localViews);
}

/**
 * Draws the views of a step: a support image, sometimes turned, as it is and with a simulated anomaly. All that is random
 * comes from (seed, step) alone, so that a resumed training sees what an uninterrupted one would.
 *
 * @param classes support images of each class, twice the view size
 */
export function drawStepViews(
  classes: readonly (readonly RgbImage[])[],
  viewSize: number,
  config: Config,
  seed: number,
  step: number,
): StepViews {
  const random = Random.for(seed, `views:${step}`);
  const classIndex = random.int(0, classes.length);
  const supports = classes[classIndex]!;
  const upright = random.pick(supports);
  const turn = config.rotateSupport === "sometimes" && random.uniform() < 1 / 3;
  const normal = turn ? rotateImage(upright, random.uniform(-180, 180), borderColour(upright)) : upright;
  const other = rotateImage(random.pick(supports), 90 * random.int(0, 4), [0, 0, 0]);
  const anomaly = simulateAnomaly(
    normal,
    other,
    {
      kinds: config.defectKinds,
      minArea: config.defectMinArea,
      maxArea: config.defectMaxArea,
      strength: config.defectStrength,
      foregroundOnly: config.defectsOnForeground,
    },
    random,
  );
  const pictures: [RgbImage, BinaryMask | null][] = [
    [normal, null],
    [anomaly.image, anomaly.mask],
  ];
  const views = pictures.flatMap(([image, mask]) => {
    const quarters = random.shuffle([1, 2, 3, 4]).slice(0, config.localViews);
    return [0, ...quarters].map((index) => takeView(image, mask, index, viewSize));
  });
  return { classIndex, views };
}

/** Cuts view `index` out of a picture of twice the view size. */
function takeView(image: RgbImage, mask: BinaryMask | null, index: number, viewSize: number): View {
  if (index === 0) return { image: resizeBicubic(image, viewSize, viewSize), mask, index };
  const left = ((index - 1) % 2) * viewSize;
  const top = Math.floor((index - 1) / 2) * viewSize;
  return {
    image: cropImage(image, left, top, viewSize, viewSize),
    mask: mask && cropMask(mask, left, top, viewSize),
    index,
  };
}

function cropMask(mask: BinaryMask, left: number, top: number, size: number): BinaryMask {
  const data = new Uint8Array(size * size);
  for (let y = 0; y < size; y++) {
    const start = (top + y) * mask.width + left;
    data.set(mask.data.subarray(start, start + size), y * size);
  }
  return { width: size, height: size, data };
}
