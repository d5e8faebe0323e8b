/** The values that the ends of a colour map stand for. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/**
 * Colours map values; what is outside the scale takes the end's colour, NaN becomes transparent.
 *
 * @param table 256 RGB colours
 * @param isFaded whether low values let the picture through: from wholly at the low end to not at all at a third of the scale
 * @param pixels RGBA to write to, 4 bytes a value
 */
export function paintMap(
  values: Float32Array,
  { low, high }: Scale,
  table: Uint8Array,
  isFaded: boolean,
  pixels: Uint8ClampedArray,
): void {
  const factor = high > low ? 255 / (high - low) : 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const at = Math.min(255, Math.max(0, (value - low) * factor));
    const entry = 3 * Math.round(at);
    pixels[4 * i] = table[entry]!;
    pixels[4 * i + 1] = table[entry + 1]!;
    pixels[4 * i + 2] = table[entry + 2]!;
    pixels[4 * i + 3] = isFaded ? 3 * at : 255;
    if (Number.isNaN(value)) pixels.fill(0, 4 * i, 4 * i + 4);
  }
}
