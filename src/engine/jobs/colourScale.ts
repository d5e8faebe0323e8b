import type { EvaluatedImage } from "./requests.ts";

/** What of an image a scale is made from. */
type MappedImage = Pick<EvaluatedImage, "label" | "patchMap">;

/** The values of a map between which its colours run, the same for all images of a category. */
export interface ColourScale {
  readonly low: number;
  readonly high: number;
}

/** Normal images may be coloured to the top in this share of the cases. */
const NORMAL_PEAKS = 0.95;

/**
 * One scale for all images, so that a good part doesn't glow because its own map was stretched: from the median patch of
 * normal images (of all, if none is normal) to the median peak of anomalous images, but not below the 95 % quantile of
 * the normal images' peaks.
 */
export function colourScale(images: readonly MappedImage[]): ColourScale {
  const normals = images.filter(({ label }) => label === 0);
  const anomalous = images.filter(({ label }) => label === 1);
  const low = patchMedian(normals.length > 0 ? normals : images);
  const high = Math.max(quantile(anomalous.map(peakOf), 0.5), quantile(normals.map(peakOf), NORMAL_PEAKS));
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { low: 0, high: 1 };
  return { low, high: high > low ? high : low + 1 };
}

function peakOf({ patchMap }: MappedImage): number {
  return patchMap.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

/** Of all patches of all images: the median of the images' medians, which needs no copy of all maps. */
function patchMedian(images: readonly MappedImage[]): number {
  return quantile(
    images.map(({ patchMap }) => quantile(patchMap, 0.5)),
    0.5,
  );
}

/** Lower quantile of finite values; -Infinity if there is none. */
function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  return sorted.length === 0 ? Number.NEGATIVE_INFINITY : sorted[Math.floor(q * (sorted.length - 1))]!;
}
