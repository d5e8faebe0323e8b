/** Where a picture is shown in a box: screen = picture · zoom + (x, y), in CSS pixels. */
export interface Viewport {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Screen pixels a picture pixel, at most. */
const MAX_ZOOM = 32;
/** Part of the picture or of the box that stays in view when the picture is dragged away, whichever is smaller. */
const KEPT = 0.25;

/** The whole picture, as large as the box allows, in the middle. Small pictures are enlarged at most 8 times. */
export function fitted(picture: Size, box: Size): Viewport {
  const zoom = Math.min(8, box.width / picture.width, box.height / picture.height);
  return {
    zoom,
    x: (box.width - picture.width * zoom) / 2,
    y: (box.height - picture.height * zoom) / 2,
  };
}

/** Zooms by `factor` with the point (x, y) of the box held where it is. */
export function zoomAt(view: Viewport, factor: number, x: number, y: number, picture: Size, box: Size): Viewport {
  const least = Math.min(1, fitted(picture, box).zoom);
  const zoom = Math.min(MAX_ZOOM, Math.max(least, view.zoom * factor));
  const ratio = zoom / view.zoom;
  return keepInView({ zoom, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio }, picture, box);
}

/** Moves the picture by (dx, dy) on the screen, but not out of sight. */
export function pan(view: Viewport, dx: number, dy: number, picture: Size, box: Size): Viewport {
  return keepInView({ ...view, x: view.x + dx, y: view.y + dy }, picture, box);
}

/** The point of the picture under a point of the box. */
export function toPicture({ zoom, x, y }: Viewport, boxX: number, boxY: number): { x: number; y: number } {
  return { x: (boxX - x) / zoom, y: (boxY - y) / zoom };
}

function keepInView({ zoom, x, y }: Viewport, picture: Size, box: Size): Viewport {
  return { zoom, x: clamp(x, picture.width * zoom, box.width), y: clamp(y, picture.height * zoom, box.height) };
}

function clamp(start: number, length: number, available: number): number {
  const kept = Math.min(length, available) * KEPT;
  return Math.min(available - kept, Math.max(kept - length, start));
}
