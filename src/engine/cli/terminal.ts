/** Where the command line writes to. Tests pass their own. */
export interface Terminal {
  /** Standard output: results. */
  out(text: string): void;
  /** Standard error: progress, warnings and errors. */
  err(text: string): void;
  /** Whether standard error is a screen, where a line can be drawn anew. */
  readonly errIsTty: boolean;
  /** Characters a line of standard error. */
  readonly columns: number;
}

/** The process's own streams. `onClosed` is called when the reader of the output goes away, as `head` does. */
export function processTerminal(onClosed: () => void): Terminal {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      onClosed();
    });
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    errIsTty: process.stderr.isTTY === true,
    get columns() {
      return process.stderr.columns ?? 80;
    },
  };
}

/**
 * Text that is safe on a terminal: file and folder names may hold line breaks, escape sequences and characters that turn
 * the writing direction.
 */
export function printable(text: string): string {
  return text.replace(/[\n\t]+/g, " ").replace(UNSAFE, "\ufffd");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
