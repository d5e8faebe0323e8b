/**
 * The one error type that reaches users. Every failure that a user can cause or cure is an `AnopleError`; anything else
 * is a bug and is reported as such.
 */

/** Error codes, and the exit code that the command line returns for each. Documented in docs/cli.md. */
export const EXIT_CODES = {
  /** A flag, a configuration field or a request that can't be understood. */
  usage: 2,
  /** Images, masks or a data set folder that can't be used. */
  data: 3,
  /** A model directory that can't be used. */
  model: 4,
  /** A run directory that can't be used. */
  run: 5,
  /** Disk full, no permission, file vanished. */
  io: 6,
  /** An export or a device whose numbers don't match the trainer's. */
  mismatch: 7,
  /** What only a workspace that the user trusts may ask for; the command line never refuses it. */
  untrusted: 8,
  /** Stopped by the user. */
  cancelled: 130,
} as const;

export type ErrorCode = keyof typeof EXIT_CODES;

export class AnopleError extends Error {
  override readonly name = "AnopleError";

  /**
   * @param code decides the exit code
   * @param message one sentence: what is wrong, with the file and the field named
   * @param hint one sentence: what was kept and what to do next
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string = "",
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  get exitCode(): number {
    return EXIT_CODES[this.code];
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Throws the cancellation error if `signal` was aborted. Call it between pieces of work shorter than a second. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AnopleError("cancelled", "Stopped.", "What was finished so far is kept.");
}
