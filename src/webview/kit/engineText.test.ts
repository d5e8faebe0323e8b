import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { thresholdFromNormals } from "../../engine/metrics/thresholds.ts";
import { meaningText, sourceText } from "./engineText.ts";
import { setStrings } from "./l10n.ts";

const SOURCE = "augmented support images";
const RULES = ["max", "mean+3sd", "quantile"] as const;
const meaningOf = (rule: (typeof RULES)[number]) => thresholdFromNormals([1, 2, 3], rule, 0.995, SOURCE).meaning;

afterEach(() => setStrings({}));

test("in English the engine's words stay as they are", () => {
  for (const rule of RULES) assert.equal(meaningText(meaningOf(rule)), meaningOf(rule));
  assert.equal(meaningText("anything else"), "anything else");
});

test("each of the engine's rules is translated, with its numbers", () => {
  setStrings({
    "augmented support images": "Trainingsbilder",
    "at or above the {0} % quantile of the {1} {2}": "Q{0} {1} {2}",
    "at least as high as the highest of the {0} {1}": "MAX {0} {1}",
    "3 standard deviations or more above the mean of the {0} {1}": "SD {0} {1}",
  });
  assert.deepEqual(
    RULES.map((rule) => meaningText(meaningOf(rule))),
    ["MAX 3 Trainingsbilder", "SD 3 Trainingsbilder", "Q99.5 3 Trainingsbilder"],
  );
  assert.equal(sourceText(SOURCE), "Trainingsbilder");
});
