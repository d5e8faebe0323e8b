import type { Problem } from "../data/datasetIndex.ts";
import type { JobContext } from "./jobContext.ts";

/**
 * Tells what is odd about a data set as warnings that name the file or folder. Missing normal images are left out:
 * whoever needs them fails without, and says so.
 */
export function reportProblems(problems: readonly Problem[], report: JobContext["report"]): void {
  for (const { code, path, message, fix } of problems) {
    if (code === "normals-missing") continue;
    report({ type: "warning", message: message.includes(path) ? message : `${path}: ${message}`, fix });
  }
}
