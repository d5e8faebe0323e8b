/** Defects of place: pixels of the same picture that turn up where they don't belong. */

import { sampleRgb } from "./sample.ts";
import { pickSpot, type Scene } from "./scene.ts";
import type { Stencil } from "./stencil.ts";
import type { Painter } from "./surfacePaints.ts";

/** A piece from elsewhere in the picture, at times turned, with a slight change of brightness (CutPaste). */
export const paintDisplaced: Painter = (scene, stencil, random) => {
  const size = Math.max(stencil.width, stencil.height);
  const centre = centreOf(stencil);
  let [fromX, fromY] = pickSpot(scene, random);
  for (let tries = 0; tries < 8; tries++) {
    if (Math.hypot(fromX - centre.x, fromY - centre.y) > size / 2) break;
    [fromX, fromY] = pickSpot(scene, random);
  }
  const turn = random.uniform() < 0.5 ? 0 : random.uniform(-Math.PI, Math.PI);
  const gain = random.uniform(0.88, 1.12);
  const colours = turnedColours(scene, stencil, turn, fromX, fromY);
  for (let i = 0; i < colours.length; i++) colours[i]! *= gain;
  return { colours, opacity: 1 };
};

/** The piece under the stencil, turned about its middle by 12° to 180°. */
export const paintRotated: Painter = (scene, stencil, random) => {
  const centre = centreOf(stencil);
  const turn = random.pick([-1, 1]) * random.uniform(Math.PI / 15, Math.PI);
  return { colours: turnedColours(scene, stencil, turn, centre.x, centre.y), opacity: 1 };
};

/** A push and a twist that fade out towards the edge of the stencil, so that no seam shows. */
export const paintBent: Painter = (scene, stencil, random) => {
  const centre = centreOf(stencil);
  const heading = random.uniform(0, 2 * Math.PI);
  const push = Math.sqrt(stencil.width * stencil.height) * random.uniform(0.08, 0.2);
  const pushX = push * Math.cos(heading);
  const pushY = push * Math.sin(heading);
  const twist = random.normal() * 0.4;
  const colours = new Float32Array(stencil.alpha.length * 3);
  for (let y = 0; y < stencil.height; y++)
    for (let x = 0; x < stencil.width; x++) {
      const at = y * stencil.width + x;
      const alpha = stencil.alpha[at]!;
      const dx = stencil.left + x - centre.x;
      const dy = stencil.top + y - centre.y;
      const cos = Math.cos(twist * alpha);
      const sin = Math.sin(twist * alpha);
      const fromX = centre.x + dx * cos - dy * sin + alpha * pushX;
      const fromY = centre.y + dx * sin + dy * cos + alpha * pushY;
      sampleRgb(scene.normal, fromX, fromY, colours, at * 3);
    }
  // Half covered pixels show the bent picture alone: mixed with the old one they would look double.
  return { colours, opacity: 4 };
};

/** The picture's colours around (fromX, fromY), turned by `angle` and laid on the middle of the stencil's box. */
function turnedColours(scene: Scene, stencil: Stencil, angle: number, fromX: number, fromY: number): Float32Array {
  const centre = centreOf(stencil);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const colours = new Float32Array(stencil.alpha.length * 3);
  for (let y = 0; y < stencil.height; y++)
    for (let x = 0; x < stencil.width; x++) {
      const dx = stencil.left + x - centre.x;
      const dy = stencil.top + y - centre.y;
      const at = (y * stencil.width + x) * 3;
      sampleRgb(scene.normal, fromX + dx * cos - dy * sin, fromY + dx * sin + dy * cos, colours, at);
    }
  return colours;
}

function centreOf(stencil: Stencil): { x: number; y: number } {
  return { x: stencil.left + (stencil.width - 1) / 2, y: stencil.top + (stencil.height - 1) / 2 };
}
