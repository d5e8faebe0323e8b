import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { Channel } from "../../src/protocol/channel.ts";
import { ENGINE, ENGINE_HOST } from "../../src/protocol/engine.ts";
import type { RemoteError } from "../../src/protocol/remoteError.ts";

/** An engine process as the extension host sees it. */
export interface RunningEngine {
  readonly child: ChildProcess;
  readonly channel: Channel<typeof ENGINE, typeof ENGINE_HOST>;
  /** What it logged. */
  readonly logged: { level: string; message: string }[];
  /** What the channel could not understand. */
  readonly problems: RemoteError[];
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Goes away as a host does, and waits for the engine to end. */
  stop(): Promise<void>;
}

interface EngineProcessOptions {
  /** Flags of the engine. */
  readonly flags?: readonly string[];
  /** Flags of Node.js itself. */
  readonly nodeFlags?: string[];
  readonly env?: Record<string, string>;
}

/** Forks the built engine process, without a channel. */
export function forkEngine({ flags = [], nodeFlags = [], env }: EngineProcessOptions = {}): ChildProcess {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  return fork(path.resolve("dist/engine.js"), flags, {
    execArgv: nodeFlags,
    env: { ...inherited, ...env },
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

/** Starts the built engine process and connects to it. */
export function startEngine(options: EngineProcessOptions = {}): RunningEngine {
  const child = forkEngine(options);
  const logged: RunningEngine["logged"] = [];
  const problems: RemoteError[] = [];
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on("exit", (code, signal) => resolve({ code, signal }));
  });
  const transport = {
    post: (message: unknown) => void child.send(message as object, () => undefined),
    onMessage: (listener: (message: unknown) => void) => void child.on("message", listener),
  };
  const log = (entry: { level: string; message: string }) => {
    logged.push(entry);
    return null;
  };
  const channel = new Channel(transport, ENGINE, ENGINE_HOST, { log }, (problem) => void problems.push(problem));
  void exited.then(() => channel.close());
  const stop = async () => {
    if (child.connected) child.disconnect();
    await exited;
  };
  return { child, channel, logged, problems, exited, stop };
}
