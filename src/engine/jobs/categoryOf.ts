import path from "node:path";
import { AnopleError } from "../base/errors.ts";
import type { RunDirectory } from "../runs/runDirectory.ts";

/**
 * Number of the run's category that an image is scored as: the one `wanted`, or the only one, or the one whose folder the
 * image lies in or whose name is a folder on its path.
 *
 * @throws AnopleError "usage" for a category that the run has not, "data" when it can't be told
 */
export function categoryOf({ path: run, record }: RunDirectory, file: string, wanted: string | undefined): number {
  const { categories } = record;
  if (wanted !== undefined) {
    const index = categories.findIndex(({ name }) => name === wanted);
    if (index >= 0) return index;
  } else if (categories.length === 1) {
    return 0;
  } else {
    const folders = path.dirname(path.resolve(file)).split(path.sep);
    const index = categories.findIndex(
      ({ name, root }) => isInside(file, root) || folders.includes(path.basename(name)),
    );
    if (index >= 0) return index;
  }
  const names = categories.map(({ name }) => name).join(", ");
  const message =
    wanted === undefined ? `${file}: it can't be told which category this is.` : `${run} has no category "${wanted}".`;
  throw new AnopleError(wanted === undefined ? "data" : "usage", message, `Name one of: ${names}.`);
}

/** Whether a file lies in a folder, at whatever depth. */
export function isInside(file: string, folder: string): boolean {
  const inside = path.relative(folder, path.resolve(file));
  return !inside.startsWith("..") && !path.isAbsolute(inside);
}
