/**
 * The kinds of simulated defect.
 *
 * - `texture`: a foreign surface shows through, blended as DRAEM does
 * - `colour`: the surface keeps its grain but its colour is off
 * - `stain`: an uneven dark, bright or tinted film
 * - `scratch`: one or a few thin, nearly straight strokes
 * - `crack`: a zigzag stroke that branches and thins out
 * - `hole`: a sharp-edged spot, nearly black or nearly white
 * - `missing`: a piece of the part gives way to the background
 * - `displaced`: a piece copied from elsewhere in the same picture, as in CutPaste
 * - `rotated`: a piece turned on the spot
 * - `bent`: a piece pushed and twisted on the spot, without a seam
 */
export const DEFECT_KINDS = [
  "texture",
  "colour",
  "stain",
  "scratch",
  "crack",
  "hole",
  "missing",
  "displaced",
  "rotated",
  "bent",
] as const;

export type DefectKind = (typeof DEFECT_KINDS)[number];
