import * as v from "valibot";
import type { CategoryResults } from "../../protocol/runs.ts";
import { DEFECT_COLUMNS } from "./defectRows.ts";

/** Name of the state that all runs share. */
export const PREFERENCES_NAME = "preferences";

/** What stays when another run is selected. */
export const PREFERENCES = v.object({
  /** Thumbnails with the anomaly map over them. */
  hasMaps: v.boolean(),
  /** Sections that are closed. */
  folded: v.array(v.string()),
  sort: v.object({ column: v.picklist(DEFECT_COLUMNS), isDescending: v.boolean() }),
});
export type Preferences = v.InferOutput<typeof PREFERENCES>;

export const NO_PREFERENCES: Preferences = {
  hasMaps: true,
  folded: [],
  sort: { column: "missed", isDescending: true },
};

/** What one looks at in a run. */
export const RUN_STATE = v.object({
  /** Name of the category. */
  category: v.string(),
  rule: v.picklist(["recorded", "mean+3sd", "max", "quantile", "f1-max", "custom"]),
  /** The threshold, where it was set by hand. */
  custom: v.number(),
  /** Null until the user chooses. */
  show: v.nullable(v.picklist(["missed", "false-alarms", "all"])),
  /** Only images with scores from, to. */
  range: v.nullable(v.tuple([v.number(), v.number()])),
  /** Id of the image that the keyboard is at. */
  active: v.nullable(v.string()),
  /** From the top, in CSS pixels. */
  scroll: v.number(),
});
export type RunState = v.InferOutput<typeof RUN_STATE>;

export const NO_RUN_STATE: RunState = {
  category: "",
  rule: "recorded",
  custom: 0,
  show: null,
  range: null,
  active: null,
  scroll: 0,
};

/** The threshold in use, and its rule: the run's own where the chosen rule is not there. */
export function thresholdOf(
  { thresholds }: Pick<CategoryResults, "thresholds">,
  { rule, custom }: Pick<RunState, "rule" | "custom">,
): { readonly rule: RunState["rule"]; readonly value: number } {
  if (rule === "custom") return { rule, value: custom };
  return thresholds.find((one) => one.rule === rule) ?? thresholds[0] ?? { rule: "custom", value: custom };
}
