/** Which outline and which size each kind of defect takes. */

import type { Random } from "../../base/random.ts";
import type { BinaryMask } from "../../imaging/image.ts";
import { blobStencil, plateStencil } from "./blob.ts";
import type { DefectKind } from "./defectKinds.ts";
import { pickSpot, type Scene } from "./scene.ts";
import { clipStencil, type Stencil, softenStencil } from "./stencil.ts";
import { crackStencil, scratchStencil } from "./strokes.ts";

/** Pixels that a mask may cover. */
export interface AreaLimits {
  readonly min: number;
  readonly max: number;
}

interface CompactOutline {
  /** Smallest and largest usual area, as a fraction of the picture. */
  area: readonly [number, number];
  /** Range of the edge's blur in pixels at scale 1. */
  blur: readonly [number, number];
  /** Chance of an ellipse or a rounded rectangle instead of a ragged blob. */
  plate: number;
}

const COMPACT: Record<Exclude<DefectKind, "scratch" | "crack">, CompactOutline> = {
  texture: { area: [0.001, 0.06], blur: [0.6, 2.5], plate: 0.2 },
  colour: { area: [0.002, 0.08], blur: [1.5, 6], plate: 0.15 },
  stain: { area: [0.0008, 0.05], blur: [0.8, 4], plate: 0.1 },
  hole: { area: [0.0005, 0.015], blur: [0.5, 1.5], plate: 0.35 },
  missing: { area: [0.002, 0.05], blur: [0.5, 1.5], plate: 0.4 },
  displaced: { area: [0.002, 0.06], blur: [0.5, 1.5], plate: 0.6 },
  rotated: { area: [0.003, 0.06], blur: [0.6, 2], plate: 0.7 },
  bent: { area: [0.004, 0.08], blur: [3, 7], plate: 0.4 },
};

/** Kinds that sit on the surface of the part, so that their outlines end where the part ends. */
const ON_SURFACE: ReadonlySet<DefectKind> = new Set(["texture", "colour", "stain", "scratch", "crack", "hole"]);

/** A soft-edged outline for a defect of `kind`, centred on the foreground where there is one. */
export function drawOutline(kind: DefectKind, scene: Scene, limits: AreaLimits, random: Random): Stencil {
  const cutter = ON_SURFACE.has(kind) ? scene.foreground : null;
  if (kind === "scratch") return cut(drawStroke(scratchStencil, [1, 3], [40, 260], scene, limits, random), cutter);
  if (kind === "crack") return cut(drawStroke(crackStencil, [1.5, 4], [40, 220], scene, limits, random), cutter);
  const outline = COMPACT[kind];
  const pixels = scene.normal.width * scene.normal.height;
  const low = Math.max(limits.min * 1.3, outline.area[0] * pixels);
  const high = Math.min(limits.max * 0.75, outline.area[1] * pixels);
  const area = low < high ? logUniform(low, high, random) : Math.sqrt(limits.min * limits.max);
  const [x, y] = kind === "missing" ? pickRim(scene, Math.sqrt(area), random) : pickSpot(scene, random);
  const hard =
    random.uniform() < outline.plate
      ? plateStencil(area, x, y, kind === "displaced" ? 5 : 2, random)
      : blobStencil(area, x, y, random);
  // A wide blur would wash a small outline out.
  const sigma = Math.min(random.uniform(...outline.blur) * scene.scale, Math.sqrt(area) / 8);
  return softenStencil(cut(hard, cutter), Math.max(0.4, sigma));
}

/** The part of a stencil that lies on `foreground`; all of it when there is none. */
function cut(stencil: Stencil, foreground: BinaryMask | null): Stencil {
  if (foreground === null) return stencil;
  const clipped = clipStencil(stencil, foreground.width, foreground.height);
  for (let y = 0; y < clipped.height; y++) {
    const row = (clipped.top + y) * foreground.width + clipped.left;
    for (let x = 0; x < clipped.width; x++) clipped.alpha[y * clipped.width + x]! *= foreground.data[row + x]!;
  }
  return clipped;
}

function drawStroke(
  draw: typeof scratchStencil,
  widths: readonly [number, number],
  lengths: readonly [number, number],
  scene: Scene,
  limits: AreaLimits,
  random: Random,
): Stencil {
  const width = Math.max(1, random.uniform(...widths) * scene.scale);
  const usual = logUniform(lengths[0], lengths[1], random) * scene.scale;
  const length = Math.max(limits.min / width, Math.min((limits.max * 0.6) / width, usual));
  const [x, y] = pickSpot(scene, random);
  return draw(length, width, x, y, random);
}

/** A spot near the rim of the part more often than not: that is where pieces break off. */
function pickRim(scene: Scene, reach: number, random: Random): [number, number] {
  const foreground = scene.foreground;
  let spot = pickSpot(scene, random);
  if (foreground === null || random.uniform() < 0.3) return spot;
  for (let tries = 0; tries < 20; tries++) {
    const angle = random.uniform(0, 2 * Math.PI);
    const x = Math.round(spot[0] + 0.5 * reach * Math.cos(angle));
    const y = Math.round(spot[1] + 0.5 * reach * Math.sin(angle));
    const inside = x >= 0 && y >= 0 && x < foreground.width && y < foreground.height;
    if (!inside || foreground.data[y * foreground.width + x] === 0) break;
    spot = pickSpot(scene, random);
  }
  return spot;
}

function logUniform(low: number, high: number, random: Random): number {
  return low * (high / low) ** random.uniform();
}
