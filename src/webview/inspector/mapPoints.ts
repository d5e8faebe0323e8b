/** Values laid over a picture, row by row; the two may differ in size. */
export interface AnomalyMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** A pixel of the image file, counted from 0 at the top left, and the map's value there. */
export interface MapPoint {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The highest value and the pixel at its centre; null if the map is flat or has no value. Of equal ones, the first. */
export function mapPeak({ width, height, values }: AnomalyMap, image: Size): MapPoint | null {
  let best = -1;
  let low = Number.POSITIVE_INFINITY;
  for (let i = 0; i < width * height; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (best < 0 ? !Number.isNaN(value) : value > values[best]!) best = i;
  }
  if (best < 0 || values[best] === low) return null;
  const centre = (cell: number, cells: number, pixels: number) => Math.floor(((cell + 0.5) * pixels) / cells);
  return {
    x: centre(best % width, width, image.width),
    y: centre(Math.floor(best / width), height, image.height),
    value: values[best]!,
  };
}

/** The map's value at a pixel of the image; null outside of it. */
export function mapValueAt({ width, height, values }: AnomalyMap, image: Size, x: number, y: number): number | null {
  if (!(x >= 0 && y >= 0 && x < image.width && y < image.height)) return null;
  const column = Math.floor(((Math.floor(x) + 0.5) * width) / image.width);
  const row = Math.floor(((Math.floor(y) + 0.5) * height) / image.height);
  return values[row * width + column] ?? null;
}
