/** Compact outlines: ragged blobs from thresholded Perlin noise, and plain ellipses and rounded rectangles. */

import type { Random } from "../../base/random.ts";
import { perlinNoise } from "./perlin.ts";
import { sampleMap } from "./sample.ts";
import { drawStencil, type Stencil } from "./stencil.ts";

/** Edge of the noise map that a blob is cut from. */
const GRID = 48;

/**
 * A ragged blob: one connected component of thresholded Perlin noise, at times with its smaller neighbours, laid on the
 * picture at a random angle and aspect.
 *
 * @param area about how many pixels it covers
 * @param x, y where the centre of the largest component goes
 * @returns a hard-edged stencil
 */
export function blobStencil(area: number, x: number, y: number, random: Random): Stencil {
  const noise = perlinNoise(GRID, random.pick([2, 3, 4, 5, 6, 8]), random);
  // A bowl keeps the level set away from the edges of the map, where it would be cut straight.
  const bowl = random.uniform(1, 2.5);
  const centre = (GRID - 1) / 2;
  for (let i = 0; i < noise.data.length; i++) {
    const u = ((i % GRID) - centre) / centre;
    const v = (Math.floor(i / GRID) - centre) / centre;
    const onEdge = Math.max(Math.abs(u), Math.abs(v)) === 1;
    noise.data[i] = onEdge ? -9 : noise.data[i]! - bowl * (u * u + v * v);
  }
  const ranked = Float32Array.from(noise.data).sort();
  const threshold = ranked[Math.floor(ranked.length * (1 - random.uniform(0.08, 0.3)))]!;
  const kept = keepComponents(noise.data, threshold, random.uniform() < 0.35);

  const scale = Math.sqrt(area / kept.cells);
  const aspect = Math.sqrt(random.uniform(1, 2.2));
  const angle = random.uniform(0, Math.PI);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  // Far-flung neighbours of a small component would make the box huge.
  const reach = Math.min(scale * aspect * kept.radius, 2.5 * Math.sqrt(area)) + 1;
  return drawStencil({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }, (px, py) => {
    const u = ((px - x) * cos + (py - y) * sin) / (scale * aspect);
    const v = ((py - y) * cos - (px - x) * sin) / (scale / aspect);
    return sampleMap(noise, kept.x + u, kept.y + v) >= threshold ? 1 : 0;
  });
}

interface Kept {
  cells: number;
  /** Centroid of the largest component, and how far the furthest kept cell lies from it. */
  x: number;
  y: number;
  radius: number;
}

/** Pushes below `threshold` every cell outside the largest 8-connected component, or only some if `cluster`. */
function keepComponents(data: Float32Array, threshold: number, cluster: boolean): Kept {
  const seen = new Uint8Array(data.length);
  const components: number[][] = [];
  for (let start = 0; start < data.length; start++) {
    if (seen[start] || data[start]! < threshold) continue;
    const component = [start];
    seen[start] = 1;
    for (let head = 0; head < component.length; head++) {
      const at = component[head]!;
      // No kept cell lies on the map's edge, so neighbours need no bounds check.
      for (let dy = -GRID; dy <= GRID; dy += GRID)
        for (let dx = -1; dx <= 1; dx++) {
          const next = at + dy + dx;
          if (seen[next] || data[next]! < threshold) continue;
          seen[next] = 1;
          component.push(next);
        }
    }
    components.push(component);
  }
  components.sort((a, b) => b.length - a.length);
  const largest = components[0]!;
  const x = largest.reduce((sum, at) => sum + (at % GRID), 0) / largest.length;
  const y = largest.reduce((sum, at) => sum + Math.floor(at / GRID), 0) / largest.length;
  let cells = 0;
  let radius = 1;
  for (const [rank, component] of components.entries()) {
    const keep = rank === 0 || (cluster && rank < 4);
    for (const at of component) {
      if (keep) radius = Math.max(radius, Math.hypot((at % GRID) - x, Math.floor(at / GRID) - y) + 1);
      else data[at] = threshold - 0.5;
    }
    if (keep) cells += component.length;
  }
  return { cells, x, y, radius };
}

/**
 * An ellipse or a rounded rectangle (a superellipse with exponent 2 or 8) at a random angle.
 *
 * @param area about how many pixels it covers
 * @param maxAspect the length may be up to so many times the breadth
 * @returns a hard-edged stencil
 */
export function plateStencil(area: number, x: number, y: number, maxAspect: number, random: Random): Stencil {
  const round = random.uniform() < 0.5;
  const exponent = round ? 2 : 8;
  // Share of the bounding box that the outline fills: π / 4, and 0.978 for exponent 8.
  const half = Math.sqrt(area / (4 * (round ? Math.PI / 4 : 0.978)));
  const aspect = Math.sqrt(random.uniform(1, maxAspect));
  const angle = random.uniform(0, Math.PI);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const reach = half * (aspect + 1 / aspect);
  return drawStencil({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }, (px, py) => {
    const u = ((px - x) * cos + (py - y) * sin) / (half * aspect);
    const v = ((py - y) * cos - (px - x) * sin) / (half / aspect);
    return Math.abs(u) ** exponent + Math.abs(v) ** exponent <= 1 ? 1 : 0;
  });
}
