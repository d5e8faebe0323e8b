import { AnopleError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import type { BinaryMask, RgbImage } from "../../imaging/image.ts";
import { borderColour } from "../../imaging/rotate.ts";
import { applyPaint } from "./applyPaint.ts";
import { DEFECT_KINDS, type DefectKind } from "./defectKinds.ts";
import { foregroundMask } from "./foreground.ts";
import { isGrey, turnGrey } from "./grey.ts";
import { paintBent, paintDisplaced, paintRotated } from "./movedPaints.ts";
import { type AreaLimits, drawOutline } from "./outlines.ts";
import { pickSpot, type Scene } from "./scene.ts";
import { clipStencil } from "./stencil.ts";
import {
  type Painter,
  paintColour,
  paintCrack,
  paintHole,
  paintMissing,
  paintScratch,
  paintStain,
  paintTexture,
} from "./surfacePaints.ts";

export interface SimulatedAnomaly {
  readonly image: RgbImage;
  /** 1 where a pixel inside the shape of the defect changed visibly (a channel by more than 8). */
  readonly mask: BinaryMask;
  readonly kind: DefectKind;
}

export interface SimulationOptions {
  /** Drawn from with equal chances; at least one. */
  readonly kinds: readonly DefectKind[];
  /** Limits of the mask's area as fractions of the picture; one pixel is always allowed. */
  readonly minArea: number;
  readonly maxArea: number;
  /** Multiplies every change of colour; 1 = as designed. */
  readonly strength: number;
  /** Keep most of each defect on the part, where the part can be told from the background. */
  readonly foregroundOnly: boolean;
}

/** All kinds; from 80 pixels (a scratch) to 8 % of a 448-pixel picture. */
export const DEFAULT_SIMULATION: SimulationOptions = {
  kinds: DEFECT_KINDS,
  minArea: 0.0004,
  maxArea: 0.08,
  strength: 1,
  foregroundOnly: true,
};

const PAINTERS: Record<DefectKind, Painter> = {
  texture: paintTexture,
  colour: paintColour,
  stain: paintStain,
  scratch: paintScratch,
  crack: paintCrack,
  hole: paintHole,
  missing: paintMissing,
  displaced: paintDisplaced,
  rotated: paintRotated,
  bent: paintBent,
};

/** Kinds tried before the plain spot, and outlines tried for each. */
const KIND_TRIES = 4;
const OUTLINE_TRIES = 4;

/** Mean change that a defect must show at strength 1: what stays near the limit of the visible teaches noise. */
const MIN_CONTRAST = 15;

/** Width of the soft border around a mask in pixels at scale 1. */
const SOFT_BORDER = 6;

/**
 * One pixel-space pseudo-anomaly (method.md 1.7): a random defect painted into a copy of a normal picture.
 *
 * A defect that shows too little or too much, or lies beside the part, is drawn anew, with another kind after four
 * tries. Should nothing fit, a plain spot of the opposite brightness within the area limits is drawn and called a
 * stain, so the mask is never empty. Pixels more than a soft border (6 pixels at 448, at least 3) from the mask are
 * those of `normal`. Same inputs and state of `random`, same result; the inputs stay as they are.
 *
 * @param normal any size; sizes of defects follow the size of the picture
 * @param other another picture of the part, of any size, or `normal` itself: the source of foreign texture
 * @throws AnopleError "usage" if an option is out of range
 */
export function simulateAnomaly(
  normal: RgbImage,
  other: RgbImage,
  options: SimulationOptions,
  random: Random,
): SimulatedAnomaly {
  checkOptions(options);
  const { width, height } = normal;
  const scale = Math.sqrt(width * height) / 448;
  const foreground = options.foregroundOnly ? foregroundMask(normal) : null;
  const scene: Scene = { normal, other, foreground, background: borderColour(normal), scale };
  const min = Math.max(1, Math.ceil(options.minArea * width * height));
  const limits = { min, max: Math.max(min, Math.floor(options.maxArea * width * height)) };
  const grey = isGrey(normal);
  const border = Math.max(3, Math.round(SOFT_BORDER * scale));
  let kind = random.pick(options.kinds);
  for (let tries = 0; tries < KIND_TRIES * OUTLINE_TRIES; tries++) {
    if (tries > 0 && tries % OUTLINE_TRIES === 0) kind = random.pick(options.kinds);
    const stencil = clipStencil(drawOutline(kind, scene, limits, random), width, height);
    const paint = PAINTERS[kind](scene, stencil, random);
    if (grey) turnGrey(paint.colours);
    const painted = applyPaint(normal, stencil, paint, options.strength, border);
    if (painted.area < limits.min || painted.area > limits.max) continue;
    if (painted.contrast < MIN_CONTRAST * Math.min(1, options.strength)) continue;
    if (foreground !== null && overlap(painted.mask, foreground) < 0.5 * painted.area) continue;
    return { image: painted.image, mask: painted.mask, kind };
  }
  return plainSpot(scene, limits, random);
}

function checkOptions(options: SimulationOptions): void {
  const { kinds, minArea, maxArea, strength } = options;
  const hint = "Change the simulation settings and start again.";
  if (kinds.length === 0 || kinds.some((kind) => !DEFECT_KINDS.includes(kind)))
    throw new AnopleError("usage", `Simulation kinds must be one or more of ${DEFECT_KINDS.join(", ")}.`, hint);
  if (!(minArea >= 0 && minArea <= maxArea && maxArea <= 1))
    throw new AnopleError(
      "usage",
      `Simulation areas must obey 0 ≤ minArea ≤ maxArea ≤ 1, not ${minArea}, ${maxArea}.`,
      hint,
    );
  if (!(strength > 0 && strength <= 10))
    throw new AnopleError("usage", `Simulation strength must lie above 0 and up to 10, not ${strength}.`, hint);
}

function overlap(a: BinaryMask, b: BinaryMask): number {
  let count = 0;
  for (let i = 0; i < a.data.length; i++) count += a.data[i]! & b.data[i]!;
  return count;
}

/** The pixels nearest to a random one, those of the part first, their channels moved by 128: visible on anything. */
function plainSpot(scene: Scene, limits: AreaLimits, random: Random): SimulatedAnomaly {
  const { width, height } = scene.normal;
  const [x, y] = pickSpot(scene, random);
  const order = Float64Array.from({ length: width * height }, (_, at) => {
    const offPart = scene.foreground !== null && scene.foreground.data[at] === 0;
    return ((at % width) - x) ** 2 + (Math.floor(at / width) - y) ** 2 + (offPart ? 2 * (width ** 2 + height ** 2) : 0);
  });
  const pixels = Uint32Array.from(order, (_, at) => at).sort((a, b) => order[a]! - order[b]!);
  const area = Math.max(limits.min, Math.min(limits.max, Math.round(0.002 * pixels.length)));
  const data = scene.normal.data.slice();
  const mask = new Uint8Array(pixels.length);
  for (const at of pixels.subarray(0, area)) {
    mask[at] = 1;
    for (let c = 0; c < 3; c++) data[at * 3 + c]! ^= 128;
  }
  return { image: { width, height, data }, mask: { width, height, data: mask }, kind: "stain" };
}
