/**
 * An error as it travels, and as whoever called gets it. Beside the engine's codes (src/engine/base/errors.ts) there are
 * "closed": the other end is gone, "protocol": a message or a version that an end does not understand, "crashed": the engine
 * ended unexpectedly, and "bug": an error that no user can cause.
 */
export class RemoteError extends Error {
  override readonly name = "RemoteError";

  /**
   * @param code what kind of error it is
   * @param message one sentence for the user
   * @param hint what to do about it
   * @param detail where it happened, for the log
   */
  constructor(
    readonly code: string,
    message: string,
    readonly hint = "",
    readonly detail = "",
  ) {
    super(message);
  }
}

/** What is sent of anything that was thrown. Only errors with a code and a hint speak to users; the rest are bugs. */
export function toRemoteError(error: unknown): RemoteError {
  if (error instanceof RemoteError) return error;
  if (!(error instanceof Error)) return new RemoteError("bug", String(error));
  const { code, hint } = error as { code?: unknown; hint?: unknown };
  const detail = error.stack ?? "";
  if (typeof code === "string" && typeof hint === "string") return new RemoteError(code, error.message, hint, detail);
  return new RemoteError("bug", error.message, "", detail);
}

/** Whether something was stopped by the user, which is no failure. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === "cancelled";
}
