interface Mask {
  readonly width: number;
  readonly height: number;
  /** One a pixel, row by row; not 0 inside. */
  readonly bytes: Uint8Array;
}

/** Of a step right, down, left and up, each a right turn from the one before. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The edges of a mask's areas and of their holes, along the sides of pixels: closed lines through their corners, each as
 * x0, y0, x1, y1, … in pixels from the top left. The area is on the right of its line; pixels that touch at a corner alone
 * are apart. Filled by the even-odd rule, the lines give the mask again.
 */
export function maskOutlines({ width, height, bytes }: Mask): number[][] {
  const columns = width + 1;
  // Bit d of a vertex: an edge leaves it in direction d.
  const leaving = new Uint8Array(columns * (height + 1));
  const isIn = (x: number, y: number) => x >= 0 && x < width && y >= 0 && y < height && bytes[y * width + x] !== 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isIn(x, y)) continue;
      const corner = y * columns + x;
      if (!isIn(x, y - 1)) leaving[corner]! |= 1;
      if (!isIn(x + 1, y)) leaving[corner + 1]! |= 2;
      if (!isIn(x, y + 1)) leaving[corner + columns + 1]! |= 4;
      if (!isIn(x - 1, y)) leaving[corner + columns]! |= 8;
    }
  }
  const outlines: number[][] = [];
  for (let start = 0; start < leaving.length; start++) while (leaving[start]! & 1) outlines.push(follow(start));
  return outlines;

  /** Takes the edges of one line away. It begins at a corner: else the edge before would have been met first. */
  function follow(start: number): number[] {
    const corners: number[] = [];
    let at = start;
    let direction = 0;
    let last = -1;
    for (;;) {
      leaving[at]! &= ~(1 << direction);
      if (direction !== last) corners.push(at % columns, Math.floor(at / columns));
      const [dx, dy] = STEPS[direction]!;
      at += dy * columns + dx;
      last = direction;
      // Where two areas touch, the turn to the right stays with this one; at the start that edge is gone.
      const right = (direction + 1) % 4;
      if (at === start && right === 0) return corners;
      const next = [right, direction, (direction + 3) % 4].find((d) => leaving[at]! & (1 << d));
      if (next === undefined) return corners;
      direction = next;
    }
  }
}
