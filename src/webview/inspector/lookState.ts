import * as v from "valibot";
import { COLOR_MAP_NAMES } from "./colorMaps.ts";

/** How maps are looked at; the same for all images, and kept while the view is hidden. */
export const LOOK_STATE = v.object({
  /** Of the map over the picture, 0 to 1. */
  opacity: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  colorMap: v.picklist(COLOR_MAP_NAMES),
  /** Low values let the picture through. */
  isFaded: v.boolean(),
  showsPeak: v.boolean(),
  /** How the mask of the ground truth is drawn. */
  truth: v.optional(v.picklist(["outline", "fill", "hidden"]), "outline"),
});
export type Look = v.InferOutput<typeof LOOK_STATE>;

/** Until the user chooses. */
export const INITIAL_LOOK: Look = {
  opacity: 0.6,
  colorMap: "inferno",
  isFaded: true,
  showsPeak: true,
  truth: "outline",
};
