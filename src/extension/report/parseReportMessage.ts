import * as v from "valibot";
import type { ReportMessage } from "../../protocol/reportMessages.ts";

/** Longer than any path that a system takes. */
const MAX_PATH = 32_767;

const MESSAGE = v.strictObject({
  type: v.literal("openImage"),
  path: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_PATH)),
});

/** What the view of a report sent, or null if it is no such message. */
export function parseReportMessage(value: unknown): ReportMessage | null {
  const { success, output } = v.safeParse(MESSAGE, value);
  return success ? output : null;
}
