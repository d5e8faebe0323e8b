import { type ColorMapName, colorTable } from "./colorMaps.ts";
import type { AnomalyMap, MapPoint } from "./mapPoints.ts";
import { paintMap, type Scale } from "./paintMap.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Draws one of the things that lie over one another in the picture. The context's unit is a pixel of the image file.
 *
 * @param unit length of a screen pixel in the context's unit
 */
export type Layer = (context: CanvasRenderingContext2D, unit: number) => void;

/** The picture itself; its pixels are seen as squares where they are large. */
export function pictureLayer(picture: CanvasImageSource, image: Size): Layer {
  return (context, unit) => {
    context.imageSmoothingEnabled = unit > 0.2;
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, image.width, image.height);
  };
}

/** A coloured map, evenly translucent. */
export function mapLayer(map: CanvasImageSource, image: Size, opacity: number): Layer {
  return (context) => {
    context.globalAlpha = opacity;
    context.imageSmoothingEnabled = true;
    context.drawImage(map, 0, 0, image.width, image.height);
    context.globalAlpha = 1;
  };
}

/** The mask of the ground truth: its edges dashed in white over black, seen on any colours; "fill" also hatches it. */
export function truthLayer(
  outlines: readonly (readonly number[])[],
  mask: Size,
  image: Size,
  style: "outline" | "fill",
): Layer {
  const path = new Path2D();
  const [sx, sy] = [image.width / mask.width, image.height / mask.height];
  for (const corners of outlines) {
    path.moveTo(corners[0]! * sx, corners[1]! * sy);
    for (let i = 2; i < corners.length; i += 2) path.lineTo(corners[i]! * sx, corners[i + 1]! * sy);
    path.closePath();
  }
  return (context, unit) => {
    if (style === "fill") hatch(context, path, unit);
    context.lineJoin = "round";
    context.strokeStyle = "rgb(0 0 0 / 80%)";
    context.lineWidth = 5 * unit;
    context.stroke(path);
    context.strokeStyle = "#fff";
    context.lineWidth = 2 * unit;
    context.setLineDash([7 * unit, 4 * unit]);
    context.stroke(path);
    context.setLineDash([]);
  };
}

/** Diagonals, light beside dark, 8 screen pixels apart. */
function hatch(context: CanvasRenderingContext2D, path: Path2D, unit: number): void {
  const tile = document.createElement("canvas");
  tile.width = 8;
  tile.height = 8;
  const drawing = tile.getContext("2d");
  if (!drawing) return;
  for (let i = 0; i < 8; i++) {
    drawing.fillStyle = "#fff";
    drawing.fillRect(i, 7 - i, 1, 1);
    drawing.fillRect((i + 1) % 8, 7 - i, 1, 1);
    drawing.fillStyle = "#000";
    drawing.fillRect((i + 2) % 8, 7 - i, 1, 1);
  }
  const pattern = context.createPattern(tile, "repeat");
  if (!pattern) return;
  pattern.setTransform(new DOMMatrix().scale(unit));
  context.fillStyle = pattern;
  context.fill(path, "evenodd");
}

/** A cross-hair that leaves its centre free, light on dark so that it is seen on any picture. */
export function crossHairLayer({ x, y }: MapPoint): Layer {
  return (context, unit) => {
    const [from, to] = [7 * unit, 18 * unit];
    const [cx, cy] = [x + 0.5, y + 0.5];
    for (const [colour, width] of [
      ["#000", 4],
      ["#fff", 2],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width * unit;
      context.beginPath();
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        context.moveTo(cx + dx * from, cy + dy * from);
        context.lineTo(cx + dx * to, cy + dy * to);
      }
      context.moveTo(cx + from, cy);
      context.arc(cx, cy, from, 0, 2 * Math.PI);
      context.stroke();
    }
  };
}

/** The map in colours, on a canvas of its own size. */
export function colouredMap(map: AnomalyMap, scale: Scale, name: ColorMapName, isFaded: boolean): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = map.width;
  canvas.height = map.height;
  const context = canvas.getContext("2d");
  if (!context || map.width * map.height === 0) return canvas;
  const pixels = context.createImageData(map.width, map.height);
  paintMap(map.values, scale, colorTable(name), isFaded, pixels.data);
  context.putImageData(pixels, 0, 0);
  return canvas;
}
