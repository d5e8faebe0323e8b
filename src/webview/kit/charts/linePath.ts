/**
 * SVG path data of a line through points, to a tenth of a pixel. Points that aren't finite leave a gap; of points in a run
 * that fall onto the same tenth of a pixel across, the first, the lowest, the highest and the last are kept.
 */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>): string {
  let path = "";
  let isDown = false;
  let i = 0;
  while (i < xs.length) {
    const x = tenth(xs[i]!);
    let end = i + 1;
    while (end < xs.length && tenth(xs[end]!) === x) end++;
    for (const y of columnPoints(ys, i, end)) {
      if (y === undefined || !Number.isFinite(x)) isDown = false;
      else {
        path += `${isDown ? "L" : "M"}${x} ${y}`;
        isDown = true;
      }
    }
    i = end;
  }
  return path;
}

function columnPoints(ys: ArrayLike<number>, from: number, end: number): (number | undefined)[] {
  const column = Array.from({ length: end - from }, (_, i) => tenth(ys[from + i]!));
  const points = column.map((y) => (Number.isFinite(y) ? y : undefined));
  if (points.length <= 4) return points;
  const finite = column.filter(Number.isFinite);
  if (finite.length === 0) return [undefined];
  return [finite[0], finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b)), finite.at(-1)];
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
