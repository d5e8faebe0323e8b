/** Shapes of tensors. A shape is a list of sizes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** A value in a computation. Interpreters of {@link Ops} return their own subtypes. */
export interface Tensor {
  readonly shape: Shape;
}

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The shape that two operands take together (NumPy's broadcasting rule). Throws when they don't fit. */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const out: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const x = a[a.length - rank + axis] ?? 1;
    const y = b[b.length - rank + axis] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw new Error(`Shapes [${a}] and [${b}] don't broadcast.`);
    out.push(Math.max(x, y));
  }
  return out;
}

/** Axes to sum over, and to keep with size 1, so that a gradient of shape `from` fits an operand of shape `to`. */
export function broadcastAxes(from: Shape, to: Shape): number[] {
  const extra = from.length - to.length;
  const axes: number[] = [];
  for (let axis = 0; axis < from.length; axis++) {
    if (axis < extra || (to[axis - extra] === 1 && from[axis] !== 1)) axes.push(axis);
  }
  return axes;
}

/** Shape after reducing `axes`. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
}
