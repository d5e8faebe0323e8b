/** A normal image that may be chosen. */
export interface Candidate {
  /** Absolute. */
  readonly path: string;
  /** What it is called. */
  readonly id: string;
}

/** Of a thumbnail, in device pixels of a dense screen. */
export const THUMBNAIL_SIDE = 256;
