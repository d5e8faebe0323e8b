/** What the tests of commands share. */

import type { CommandContext } from "./command.ts";
import type { Jobs } from "./jobTable.ts";
import { main } from "./main.ts";
import type { Terminal } from "./terminal.ts";

/** A terminal that keeps what was written. */
export function fakeTerminal(errIsTty = false, columns = 100): Terminal & { stdout: string; stderr: string } {
  const terminal = {
    stdout: "",
    stderr: "",
    errIsTty,
    columns,
    out: (text: string) => {
      terminal.stdout += text;
    },
    err: (text: string) => {
      terminal.stderr += text;
    },
  };
  return terminal;
}

/** Jobs of which the given ones work and any other is a failure of the test. */
function fakeJobs(given: Partial<Jobs>): Jobs {
  return new Proxy(given, {
    get: (jobs, name: keyof Jobs) =>
      jobs[name] ??
      (() => {
        throw new Error(`The job ${name} was not expected.`);
      }),
  }) as Jobs;
}

/** Runs a command line with these jobs. */
export async function runCommand(
  argv: readonly string[],
  jobs: Partial<Jobs> = {},
  given: Partial<Omit<CommandContext, "jobs" | "terminal">> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const terminal = fakeTerminal();
  const signal = new AbortController().signal;
  const code = await main(argv, { signal, environment: {}, ...given, terminal, jobs: fakeJobs(jobs) });
  return { code, stdout: terminal.stdout, stderr: terminal.stderr };
}

/** The lines of JSON of an output. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
