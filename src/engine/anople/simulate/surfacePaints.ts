/** Defects of the surface: what the pixels under a stencil turn to, without moving any of them. */

import type { Random } from "../../base/random.ts";
import type { RgbImage } from "../../imaging/image.ts";
import { luma } from "./grey.ts";
import { perlinNoise } from "./perlin.ts";
import { sampleMap, sampleRgb } from "./sample.ts";
import { meanColour, type Scene } from "./scene.ts";
import type { Stencil } from "./stencil.ts";

/** What to put under a stencil. */
export interface Paint {
  /** RGB for each pixel of the stencil's box, floats on the 0–255 scale. */
  readonly colours: Float32Array;
  /** Multiplies the stencil's coverage, which is then capped at 1. */
  readonly opacity: number;
}

/** Paints a kind of defect for a clipped stencil. */
export type Painter = (scene: Scene, stencil: Stencil, random: Random) => Paint;

type Colour = readonly [number, number, number];

/** DRAEM's blend x' = (1 − β) t + β x with β = 0.8 · U(0, 1); t is another surface or a made one (method.md 1.7). */
export const paintTexture: Painter = (scene, stencil, random) => {
  const source = random.pick(["other", "shuffled", "stripes", "cloud"]);
  const colours =
    source === "other" || source === "shuffled"
      ? foreignSurface(scene, stencil, source === "shuffled", random)
      : madeSurface(scene, stencil, source === "stripes", random);
  return { colours, opacity: 1 - 0.8 * random.uniform() };
};

/** Channel gains, now and then with the channels exchanged: the grain stays, the colour is off. */
export const paintColour: Painter = (scene, stencil, random) => {
  const order = random.uniform() < 0.12 ? random.shuffle([0, 1, 2]) : [0, 1, 2];
  const level = random.pick([-1, 1]) * random.uniform(0.1, 0.4);
  const gains = [0, 1, 2].map(() => 1 + level + random.normal() * 0.15);
  const shift = random.normal() * 12;
  const colours = currentColours(scene.normal, stencil);
  const pixel = new Float32Array(3);
  for (let i = 0; i < colours.length; i += 3) {
    for (let c = 0; c < 3; c++) pixel[c] = colours[i + order[c]!]! * gains[c]! + shift;
    colours.set(pixel, i);
  }
  return { colours, opacity: 1 };
};

/** A film that darkens, brightens or tints the surface under it, thicker here and thinner there. */
export const paintStain: Painter = (scene, stencil, random) => {
  const mood = random.uniform();
  const mean = meanColour(scene.normal, stencil);
  const hue: Colour = [random.uniform(0, 255), random.uniform(0, 255), random.uniform(0, 255)];
  const film: Colour =
    mood < 0.4
      ? tint(mean, random.uniform(0.1, 0.55), 0, random)
      : mood < 0.65
        ? tint(mean, 1, random.uniform(0.4, 0.9), random)
        : [(hue[0] + mean[0]) / 2, (hue[1] + mean[1]) / 2, (hue[2] + mean[2]) / 2];
  const unevenness = random.uniform(0, 0.6);
  const colours = currentColours(scene.normal, stencil);
  overNoise(stencil, random.int(2, 6), random, (i, noise) => {
    const thickness = Math.min(1, Math.max(0.2, 1 - unevenness + unevenness * 2 * noise));
    for (let c = 0; c < 3; c++) colours[i + c]! += (film[c]! - colours[i + c]!) * thickness;
  });
  return { colours, opacity: random.uniform(0.35, 1) };
};

/** A stroke mostly brighter than the surface on a dark part, either way on a bright one. */
export const paintScratch: Painter = (scene, stencil, random) => {
  const mean = meanColour(scene.normal, stencil);
  const dark = random.uniform() < (luma(mean) > 128 ? 0.6 : 0.25);
  const colour = dark
    ? tint(mean, random.uniform(0.15, 0.55), 0, random)
    : tint(mean, 1, random.uniform(0.35, 0.85), random);
  return { colours: plainColours(stencil, colour), opacity: random.uniform(0.55, 1) };
};

/** A dark gap; a bright one where the surface is nearly black. */
export const paintCrack: Painter = (scene, stencil, random) => {
  const mean = meanColour(scene.normal, stencil);
  const dark = luma(mean) > 45 && random.uniform() < 0.88;
  const colour = dark
    ? tint(mean, random.uniform(0.05, 0.45), 0, random)
    : tint(mean, 1, random.uniform(0.4, 0.9), random);
  return { colours: plainColours(stencil, colour), opacity: random.uniform(0.65, 1) };
};

/** Nearly black, or nearly white, with a faint rest of unevenness. */
export const paintHole: Painter = (scene, stencil, random) => {
  const mean = meanColour(scene.normal, stencil);
  const dark = random.uniform() < (luma(mean) > 60 ? 0.8 : 0.2);
  const level = dark ? random.uniform(2, 40) : random.uniform(195, 250);
  const colours = new Float32Array(stencil.alpha.length * 3);
  const depth = random.uniform(0, 30);
  overNoise(stencil, random.int(2, 5), random, (i, noise) => {
    for (let c = 0; c < 3; c++) colours[i + c] = level + (noise - 0.5) * depth + (mean[c]! - level) * 0.06;
  });
  return { colours, opacity: 1 };
};

/** The background shows; where that can't be told from the surface, the surface's brightness is inverted. */
export const paintMissing: Painter = (scene, stencil, random) => {
  const mean = meanColour(scene.normal, stencil);
  const [r, g, b] = scene.background;
  const hidden = Math.max(Math.abs(r - mean[0]), Math.abs(g - mean[1]), Math.abs(b - mean[2])) < 14;
  const colours = hidden ? currentColours(scene.normal, stencil) : plainColours(stencil, scene.background);
  for (let i = 0; i < colours.length; i += 3) {
    const flip = hidden ? 255 - 2 * luma(colours, i) : random.uniform(-2, 2);
    for (let c = 0; c < 3; c++) colours[i + c]! += flip;
  }
  return { colours, opacity: 1 };
};

/** `image`'s own colours in the stencil's box. */
function currentColours(image: RgbImage, stencil: Stencil): Float32Array {
  const colours = new Float32Array(stencil.alpha.length * 3);
  const row = stencil.width * 3;
  for (let y = 0; y < stencil.height; y++) {
    const from = ((stencil.top + y) * image.width + stencil.left) * 3;
    colours.set(image.data.subarray(from, from + row), y * row);
  }
  return colours;
}

function plainColours(stencil: Stencil, colour: Colour): Float32Array {
  const colours = new Float32Array(stencil.alpha.length * 3);
  for (let i = 0; i < colours.length; i++) colours[i] = colour[i % 3]!;
  return colours;
}

/** The other picture turned, scaled and recoloured; `shuffled` cuts it into tiles that lie in random order. */
function foreignSurface(scene: Scene, stencil: Stencil, shuffled: boolean, random: Random): Float32Array {
  const { other } = scene;
  const zoom = random.uniform(0.5, 1.6) * random.pick([-1, 1]);
  const angle = random.uniform(0, 2 * Math.PI);
  const cos = Math.cos(angle) * Math.abs(zoom);
  const sin = Math.sin(angle) * zoom;
  const originX = random.uniform(0, other.width);
  const originY = random.uniform(0, other.height);
  const tile = Math.max(2, Math.round(random.uniform(8, 28) * scene.scale));
  const tiles = Math.ceil(Math.max(stencil.width, stencil.height) / tile);
  const jumpX = Float32Array.from({ length: tiles * tiles }, () => random.uniform(0, other.width));
  const jumpY = Float32Array.from({ length: tiles * tiles }, () => random.uniform(0, other.height));
  const gains = [0, 1, 2].map(() => random.uniform(0.65, 1.35));
  const colours = new Float32Array(stencil.alpha.length * 3);
  for (let y = 0; y < stencil.height; y++)
    for (let x = 0; x < stencil.width; x++) {
      const i = (y * stencil.width + x) * 3;
      if (shuffled) {
        const at = Math.floor(y / tile) * tiles + Math.floor(x / tile);
        sampleRgb(other, jumpX[at]! + (x % tile), jumpY[at]! + (y % tile), colours, i);
      } else sampleRgb(other, originX + x * cos - y * sin, originY + x * sin + y * cos, colours, i);
      for (let c = 0; c < 3; c++) colours[i + c]! *= gains[c]!;
    }
  return colours;
}

/** Two colours near the surface's own, mixed by stripes or by a cloud of noise. */
function madeSurface(scene: Scene, stencil: Stencil, stripes: boolean, random: Random): Float32Array {
  const mean = meanColour(scene.normal, stencil);
  const first = tint(mean, random.uniform(0.2, 1), random.uniform(0, 0.3), random);
  const second = tint(mean, random.uniform(0.5, 1), random.uniform(0, 0.8), random);
  const angle = random.uniform(0, Math.PI);
  const pace = (2 * Math.PI) / (random.uniform(4, 18) * scene.scale);
  const colours = new Float32Array(stencil.alpha.length * 3);
  overNoise(stencil, random.int(4, 16), random, (i, noise, x, y) => {
    const wave = Math.sin((x * Math.cos(angle) + y * Math.sin(angle)) * pace + noise * 4);
    const mix = stripes ? 0.5 + 0.5 * wave : noise;
    for (let c = 0; c < 3; c++) colours[i + c] = first[c]! + (second[c]! - first[c]!) * mix;
  });
  return colours;
}

/** Calls `visit` for each pixel of the box with its offset into RGB data and smooth noise in [0, 1]. */
function overNoise(
  stencil: Stencil,
  cells: number,
  random: Random,
  visit: (i: number, noise: number, x: number, y: number) => void,
): void {
  const size = 64;
  const noise = perlinNoise(size, cells, random);
  const stride = (size - 1) / Math.max(1, stencil.width - 1, stencil.height - 1);
  for (let y = 0; y < stencil.height; y++)
    for (let x = 0; x < stencil.width; x++)
      visit((y * stencil.width + x) * 3, 0.5 + 0.5 * sampleMap(noise, x * stride, y * stride), x, y);
}

/** `colour` times `gain`, then `lift` of the way to white, with a slight cast. */
function tint(colour: Colour, gain: number, lift: number, random: Random): Colour {
  const channel = (value: number) => (value * gain + (255 - value * gain) * lift) * random.uniform(0.9, 1.1);
  return [channel(colour[0]), channel(colour[1]), channel(colour[2])];
}
