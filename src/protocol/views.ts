/** What each web view and the extension host do for one another. Views never see the engine: the host answers for it. */

import * as v from "valibot";
import type { Methods } from "./method.ts";
import { INSPECTION, PICTURE, RUN_DETAILS, RUN_RESULTS, RUN_STATUS, TRAINING_STEP } from "./runs.ts";

const text = v.string();
const path = v.pipe(v.string(), v.nonEmpty(), v.maxLength(32_767));
const side = v.pipe(v.number(), v.safeInteger(), v.minValue(16), v.maxValue(4096));
const done = v.null();

/** What every view asks for first: the translated strings, by their English text; none where English is shown. */
const start = { params: v.object({}), result: v.object({ strings: v.record(text, text) }) };

/** Commands of the extension that a view's buttons may run, on the run that the view shows. */
const runAction = v.picklist(["evaluate", "resume", "cancel", "showResults", "openPage", "copyCommand", "reveal"]);
export type RunAction = v.InferOutput<typeof runAction>;

/** The side panel: metrics and failure cases of the selected run. */
export const RESULTS_HOST = {
  start,
  /** The evaluation of the selected run; or why there is none. */
  getResults: {
    params: v.object({}),
    result: v.variant("type", [
      v.object({ type: v.literal("none") }),
      /** The run was not evaluated, or not trained to the end. */
      v.object({ type: v.literal("unevaluated"), run: text, name: text, status: RUN_STATUS }),
      v.object({ type: v.literal("results"), results: RUN_RESULTS }),
    ]),
  },
  picture: { params: v.object({ path, side }), result: PICTURE },
  mapPicture: { params: v.object({ run: path, category: text, id: text, side }), result: PICTURE },
  /** Opens the inspector on a test image. */
  inspect: { params: v.object({ run: path, path, category: text }), result: done },
  act: { params: v.object({ run: path, action: runAction }), result: done },
  /** Runs "AnoPLe: Train on Folder". */
  train: { params: v.object({}), result: done },
} as const satisfies Methods;

export const RESULTS_VIEW = {
  /** Another run was selected, or its results changed: ask again. */
  changed: { params: v.object({}), result: done },
} as const satisfies Methods;

/** The page of a run: facts, live losses, support images. */
export const RUN_HOST = {
  start,
  getRun: { params: v.object({}), result: RUN_DETAILS },
  picture: RESULTS_HOST.picture,
  act: RESULTS_HOST.act,
} as const satisfies Methods;

export const RUN_VIEW = {
  /** The run's files changed: ask again. */
  changed: { params: v.object({}), result: done },
  /** A step was trained just now. */
  step: { params: TRAINING_STEP, result: done },
  /** What the training does now, in the user's language; null when it does nothing. */
  activity: { params: v.object({ text: v.nullable(text) }), result: done },
} as const satisfies Methods;

/** An image, its map and its score. */
export const INSPECTOR_HOST = {
  start,
  inspect: { params: v.object({}), result: INSPECTION },
  /** Lets the user choose another run for the image; the view is then told that it changed. */
  chooseRun: { params: v.object({}), result: done },
  openImage: { params: v.object({}), result: done },
} as const satisfies Methods;

export const INSPECTOR_VIEW = { changed: RESULTS_VIEW.changed } as const satisfies Methods;

/** Chooses support images by eye. */
export const SUPPORT_HOST = {
  start,
  getCandidates: {
    params: v.object({}),
    result: v.object({
      category: text,
      /** Absolute paths and what to call them. */
      images: v.array(v.object({ path: text, id: text })),
      /** Chosen at first. */
      chosen: v.array(text),
      limit: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    }),
  },
  picture: RESULTS_HOST.picture,
  choose: { params: v.object({ paths: v.array(path) }), result: done },
  cancel: { params: v.object({}), result: done },
} as const satisfies Methods;

export const SUPPORT_VIEW = {} as const satisfies Methods;

/** A report that `anople eval` wrote; its page is its own. */
export const REPORT_HOST = {
  /** Opens the image of a picture card beside the report. */
  openImage: { params: v.object({ path }), result: done },
} as const satisfies Methods;

export const REPORT_VIEW = {} as const satisfies Methods;
