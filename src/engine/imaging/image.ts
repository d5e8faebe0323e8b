/** The two kinds of picture that travel through the engine. */

/** 8-bit RGB, row by row, `data.length === width * height * 3`. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One float a pixel, row by row: an anomaly map or a soft mask. `data.length === width * height`. */
export interface FloatMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** One byte a pixel, 0 = normal, 1 = anomalous. `data.length === width * height`. */
export interface BinaryMask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
