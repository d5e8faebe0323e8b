/** Thin outlines: scratches and cracks, drawn as chains of capsules with a one-pixel soft edge. */

import type { Random } from "../../base/random.ts";
import type { Stencil } from "./stencil.ts";

interface Segment {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** Width in pixels. */
  width: number;
  /** Peak coverage, at most 1. */
  level: number;
}

interface Walk {
  x: number;
  y: number;
  heading: number;
  length: number;
  step: number;
}

/**
 * One to three nearly straight, nearly parallel strokes whose pressure comes and goes.
 *
 * @param length, width of the longest stroke, in pixels
 * @param x, y its middle
 */
export function scratchStencil(length: number, width: number, x: number, y: number, random: Random): Stencil {
  const strokes = random.uniform() < 0.25 ? random.int(2, 4) : 1;
  const heading = random.uniform(0, 2 * Math.PI);
  const bend = random.normal() * 0.02;
  const segments: Segment[] = [];
  for (let stroke = 0; stroke < strokes; stroke++) {
    const reach = stroke === 0 ? length : length * random.uniform(0.25, 0.9);
    const aside = stroke === 0 ? 0 : random.uniform(-7, 7) * width;
    const along = -reach / 2;
    const walk = {
      x: x + along * Math.cos(heading) - aside * Math.sin(heading),
      y: y + along * Math.sin(heading) + aside * Math.cos(heading),
      heading: heading + random.normal() * 0.05,
      length: reach,
      step: 3 * width,
    };
    let level = random.uniform(0.6, 1);
    for (const segment of wander(walk, bend, 0.035, random)) {
      level = Math.min(1, Math.max(0.35, level + random.normal() * 0.15));
      segments.push({ ...segment, width, level });
    }
  }
  return drawSegments(segments);
}

/**
 * A zigzag stroke with branches, thinning towards its ends.
 *
 * @param length, width of the stem, in pixels; the branches come on top
 * @param x, y a point of the stem near its middle
 */
export function crackStencil(length: number, width: number, x: number, y: number, random: Random): Stencil {
  const heading = random.uniform(0, 2 * Math.PI);
  const segments: Segment[] = [];
  const grow = (walk: Walk, thickness: number, depth: number): void => {
    const chain = wander(walk, 0, 0.42, random);
    for (const [i, segment] of chain.entries()) {
      const thinned = thickness * (1 - 0.7 * (i / chain.length));
      segments.push({ ...segment, width: Math.max(0.9, thinned), level: 1 });
      if (depth === 2 || random.uniform() > 0.09) continue;
      const side = random.pick([-1, 1]) * random.uniform(0.5, 1.1);
      const branch = { ...walk, x: segment.x1, y: segment.y1, heading: headingOf(segment) + side };
      grow({ ...branch, length: walk.length * random.uniform(0.15, 0.45) }, thinned * 0.75, depth + 1);
    }
  };
  const step = 2.5 * width;
  grow({ x, y, heading, length: length * 0.55, step }, width, 0);
  grow({ x, y, heading: heading + Math.PI, length: length * 0.45, step }, width, 0);
  return drawSegments(segments);
}

/** A chain of steps from `walk`'s start whose heading drifts by `bend` and jitters by `jitter` radians a step. */
function wander(walk: Walk, bend: number, jitter: number, random: Random): Omit<Segment, "width" | "level">[] {
  const steps = Math.max(1, Math.round(walk.length / walk.step));
  const step = walk.length / steps;
  const chain = [];
  let { x, y, heading } = walk;
  let drift = 0;
  for (let i = 0; i < steps; i++) {
    drift += bend;
    const turned = heading + drift + random.normal() * jitter;
    // A slow change of course besides the zigzag.
    heading += random.normal() * jitter * 0.3;
    const x1 = x + step * Math.cos(turned);
    const y1 = y + step * Math.sin(turned);
    chain.push({ x0: x, y0: y, x1, y1 });
    x = x1;
    y = y1;
  }
  return chain;
}

function headingOf(segment: { x0: number; y0: number; x1: number; y1: number }): number {
  return Math.atan2(segment.y1 - segment.y0, segment.x1 - segment.x0);
}

/** Coverage of the union of capsules: full inside, falling to 0 over the pixel that the edge runs through. */
function drawSegments(segments: readonly Segment[]): Stencil {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x0, y0, x1, y1, width } of segments) {
    const reach = width / 2 + 1;
    left = Math.min(left, Math.floor(Math.min(x0, x1) - reach));
    top = Math.min(top, Math.floor(Math.min(y0, y1) - reach));
    right = Math.max(right, Math.ceil(Math.max(x0, x1) + reach));
    bottom = Math.max(bottom, Math.ceil(Math.max(y0, y1) + reach));
  }
  const columns = right - left + 1;
  const rows = bottom - top + 1;
  const alpha = new Float32Array(columns * rows);
  for (const { x0, y0, x1, y1, width, level } of segments) {
    const reach = width / 2 + 0.5;
    const dx = x1 - x0;
    const dy = y1 - y0;
    const square = dx * dx + dy * dy || 1;
    const lastX = Math.ceil(Math.max(x0, x1) + reach);
    const lastY = Math.ceil(Math.max(y0, y1) + reach);
    for (let y = Math.floor(Math.min(y0, y1) - reach); y <= lastY; y++)
      for (let x = Math.floor(Math.min(x0, x1) - reach); x <= lastX; x++) {
        const t = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / square));
        const cover = level * Math.min(1, reach - Math.hypot(x - x0 - t * dx, y - y0 - t * dy));
        const at = (y - top) * columns + x - left;
        if (cover > alpha[at]!) alpha[at] = cover;
      }
  }
  return { left, top, width: columns, height: rows, alpha };
}
