import type { BinaryMask, FloatMap, RgbImage } from "../../imaging/image.ts";
import { borderColour } from "../../imaging/rotate.ts";
import { sampleMap } from "./sample.ts";

/** About how many cells the shorter edge is reduced to: enough for a rough outline, and it averages noise away. */
const CELLS = 112;

/** Distances are capped here, so that a part of several colours is still one class. */
const FAR = 120;

/** Distance below which nothing counts as part, and above which everything does. */
const MIN_THRESHOLD = 10;
const MAX_THRESHOLD = 60;

/**
 * What tells a part from a texture: the share of the distances' variance that the split explains must be high, or at
 * least fair with a border that is plain, its median distance small against the split. The part must meet the border
 * less than it fills the picture, and have few cells on its outline, as blotches and stripes don't.
 */
const HIGH_SEPARATION = 0.84;
const FAIR_SEPARATION = 0.7;
const PLAIN_BORDER = 0.2;
const UNEVEN_BORDER = 0.4;
const MAX_ON_BORDER = 0.65;
const MAX_OUTLINE = 0.3;

/**
 * The part against a plain background, by colour distance to the border of the picture.
 *
 * Ask it about the picture as taken: a texture turned by an odd angle, its corners filled, looks like a part.
 *
 * @returns 1 on the part, its holes filled and specks dropped; null when it can't be told, as on a texture that fills
 * the picture
 */
export function foregroundMask(image: RgbImage): BinaryMask | null {
  const distance = distanceFrom(image, borderColour(image));
  const { width, height, data } = distance;
  const split = otsu(data);
  const border = borderCells(width, height);
  const spread = Float32Array.from(border, (at) => data[at]!).sort()[border.length >> 1]!;
  const plain = split.separation >= HIGH_SEPARATION ? UNEVEN_BORDER : PLAIN_BORDER;
  if (split.separation < FAIR_SEPARATION || spread > plain * split.threshold) return null;

  const threshold = Math.min(MAX_THRESHOLD, Math.max(MIN_THRESHOLD, 2.5 * spread, 0.5 * split.threshold));
  const part = new Uint8Array(data.length);
  for (let at = 0; at < part.length; at++) part[at] = data[at]! > threshold ? 1 : 0;
  keepRegions(part, width, height, 1, (region, largest) => region.cells >= 0.1 * largest);
  keepRegions(part, width, height, 0, (region) => region.touchesBorder);
  const cells = countOnes(part);
  const share = cells / part.length;
  const onBorder = border.filter((at) => part[at] === 1).length / border.length;
  if (share < 0.02 || share > 0.95 || onBorder > MAX_ON_BORDER * share) return null;
  if (countOutline(part, width) > MAX_OUTLINE * cells) return null;
  return enlarge(part, width, height, image);
}

/**
 * Euclidean colour distance of block averages from `colour`, or from its shadow. A shadow darkens without a change of
 * hue, so the more saturated the colour, the more darkening is let pass; on grey it could be a grey part as well.
 */
function distanceFrom(image: RgbImage, colour: readonly [number, number, number]): FloatMap {
  const [red, green, blue] = colour;
  const brightest = Math.max(red, green, blue, 1);
  const deepest = 1 - 0.6 * ((brightest - Math.min(red, green, blue)) / brightest);
  const square = Math.max(1, red * red + green * green + blue * blue);
  const step = blockSize(image);
  const width = Math.ceil(image.width / step);
  const height = Math.ceil(image.height / step);
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const lastX = Math.min(image.width, (x + 1) * step);
      const lastY = Math.min(image.height, (y + 1) * step);
      let r = 0;
      let g = 0;
      let b = 0;
      for (let py = y * step; py < lastY; py++)
        for (let px = x * step; px < lastX; px++) {
          const at = (py * image.width + px) * 3;
          r += image.data[at]!;
          g += image.data[at + 1]!;
          b += image.data[at + 2]!;
        }
      const count = (lastX - x * step) * (lastY - y * step);
      const light = Math.max(deepest, Math.min(1, (r * red + g * green + b * blue) / (count * square)));
      const away = (r / count - light * red) ** 2 + (g / count - light * green) ** 2 + (b / count - light * blue) ** 2;
      data[y * width + x] = Math.min(FAR, Math.sqrt(away));
    }
  return { width, height, data };
}

function borderCells(width: number, height: number): number[] {
  const cells = [];
  for (let at = 0; at < width * height; at++) {
    const x = at % width;
    const y = Math.floor(at / width);
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) cells.push(at);
  }
  return cells;
}

/** Otsu's split into two classes with the largest variance between them, and that variance's share of the whole. */
function otsu(values: Float32Array): { threshold: number; separation: number } {
  const bins = new Float64Array(FAR + 1);
  for (const value of values) bins[Math.floor(value)]!++;
  let total = 0;
  let squares = 0;
  for (let bin = 0; bin <= FAR; bin++) {
    total += bin * bins[bin]!;
    squares += bin * bin * bins[bin]!;
  }
  const variance = squares / values.length - (total / values.length) ** 2;
  let threshold = 0;
  let most = 0;
  let below = 0;
  let sumBelow = 0;
  for (let bin = 0; bin <= FAR; bin++) {
    below += bins[bin]!;
    sumBelow += bin * bins[bin]!;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const weight = (below / values.length) * (above / values.length);
    const between = weight * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (between <= most) continue;
    most = between;
    threshold = bin + 1;
  }
  return { threshold, separation: variance > 0 ? most / variance : 0 };
}

interface Region {
  cells: number;
  touchesBorder: boolean;
}

/** Flips every 4-connected region of `value` that `keep` turns down; `largest` is the cell count of the largest. */
function keepRegions(
  part: Uint8Array,
  width: number,
  height: number,
  value: 0 | 1,
  keep: (region: Region, largest: number) => boolean,
): void {
  const label = new Int32Array(part.length);
  const regions: Region[] = [];
  const queue = new Int32Array(part.length);
  for (let start = 0; start < part.length; start++) {
    if (label[start] !== 0 || part[start] !== value) continue;
    const region = { cells: 0, touchesBorder: false };
    regions.push(region);
    const visit = (at: number) => {
      if (label[at] !== 0 || part[at] !== value) return;
      label[at] = regions.length;
      queue[region.cells++] = at;
    };
    visit(start);
    for (let head = 0; head < region.cells; head++) {
      const at = queue[head]!;
      const x = at % width;
      if (x > 0) visit(at - 1);
      if (x < width - 1) visit(at + 1);
      if (at >= width) visit(at - width);
      if (at < width * (height - 1)) visit(at + width);
      if (x === 0 || x === width - 1 || at < width || at >= width * (height - 1)) region.touchesBorder = true;
    }
  }
  const largest = regions.reduce((most, region) => Math.max(most, region.cells), 0);
  const flipped = regions.map((region) => !keep(region, largest));
  for (let at = 0; at < part.length; at++) if (label[at] !== 0 && flipped[label[at]! - 1]) part[at] = 1 - value;
}

function countOnes(part: Uint8Array): number {
  let count = 0;
  for (const value of part) count += value;
  return count;
}

/** Cells of the part with a neighbour, of four, that is background. */
function countOutline(part: Uint8Array, width: number): number {
  let count = 0;
  for (let at = width; at < part.length - width; at++) {
    if (part[at] === 1 && part[at - 1]! + part[at + 1]! + part[at - width]! + part[at + width]! < 4) count++;
  }
  return count;
}

/** Enlarges cells to the picture that they were averaged from: bilinear between their centres, cut at one half. */
function enlarge(cells: Uint8Array, width: number, height: number, image: RgbImage): BinaryMask {
  const step = blockSize(image);
  const map = { width, height, data: new Float32Array(cells) };
  const data = new Uint8Array(image.width * image.height);
  for (let y = 0; y < image.height; y++)
    for (let x = 0; x < image.width; x++) {
      const value = sampleMap(map, (x + 0.5) / step - 0.5, (y + 0.5) / step - 0.5);
      if (value > 0.5) data[y * image.width + x] = 1;
    }
  return { width: image.width, height: image.height, data };
}

function blockSize(image: RgbImage): number {
  return Math.max(1, Math.round(Math.min(image.width, image.height) / CELLS));
}
