import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import path from "node:path";

/** What a finished command left behind. */
export interface CliResult {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of standard output, if it is JSON: with --json the result or the error. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it as a user's script would
  readonly result: any;
}

/** A command that runs. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly done: Promise<CliResult>;
  /** Waits for a line of standard output that matches; fails if the command ends without. */
  line(pattern: RegExp): Promise<string>;
}

/** A command that hangs fails its test instead of the whole run. */
const TIMEOUT_MS = 120_000;

export type CliOptions = Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid"> & {
  /** Flags of Node.js itself. */
  readonly nodeFlags?: readonly string[];
};

/** Runs the built command line to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).done;
}

/** Starts the built command line. */
export function startCli(args: readonly string[], { nodeFlags = [], env, ...options }: CliOptions = {}): RunningCli {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [...nodeFlags, path.resolve("dist/cli.js"), ...args], {
    ...options,
    env: { ...inherited, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const one of waiting) one();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    wake();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  let ended = false;
  const done = new Promise<CliResult>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      ended = true;
      wake();
      resolve({ code, stdout, stderr, result: parsed(stdout.trimEnd().split("\n").at(-1)!) });
    });
  });
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = stdout.split("\n").find((one) => pattern.test(one));
        if (found === undefined && !ended) return;
        waiting.delete(look);
        if (found !== undefined) resolve(found);
        else reject(new Error(`No line matches ${pattern}; the end is:\n${stdout.slice(-500)}\n${stderr.slice(-500)}`));
      };
      waiting.add(look);
      look();
    });
  return { child, done, line };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
