/**
 * Arguments of the command line that the extension starts, what stands after `anople`. Each is passed to the process as it
 * is, without a shell.
 */

/** Learns from the normal images of a folder. The path is absolute, so that it can't be taken for a flag. */
export function trainArguments(folder: string): string[] {
  return ["train", folder];
}

/** Scores images with a run. All paths are absolute. */
export function scoreArguments(run: string, images: readonly string[]): string[] {
  return ["score", run, ...images];
}
