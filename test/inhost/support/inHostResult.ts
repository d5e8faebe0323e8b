/** What became of one test in the extension host. */
export interface InHostResult {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  /** Stack of the error, null where there is none. */
  readonly error: string | null;
}
