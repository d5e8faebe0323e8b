import { EXIT_CODES } from "../base/errors.ts";
import type { Terminal } from "./terminal.ts";

/** npm passes on a Ctrl-C that the terminal has sent to the whole group already: two within this time are one. */
const ECHO_MS = 300;

/** The first Ctrl-C (or SIGTERM) aborts `controller`, so that the job keeps what it has; the second ends the process. */
export function listenForStop(controller: AbortController, terminal: Terminal): void {
  let firstAt = 0;
  const stop = () => {
    if (firstAt > 0 && Date.now() - firstAt > ECHO_MS) process.exit(EXIT_CODES.cancelled);
    if (firstAt > 0) return;
    firstAt = Date.now();
    if (terminal.errIsTty) terminal.err("\nStopping. Press Ctrl-C again to end at once.\n");
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}
