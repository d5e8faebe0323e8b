import { type ChildProcess, fork } from "node:child_process";
import * as vscode from "vscode";
import { Channel } from "../../protocol/channel.ts";
import { ENGINE, ENGINE_HOST } from "../../protocol/engine.ts";
import type { ParamsOf, ProgressOf, ResultOf } from "../../protocol/method.ts";
import { RemoteError } from "../../protocol/remoteError.ts";

type Engine = typeof ENGINE;
export type EngineMethod = keyof Engine;

export interface EngineCallOptions<K extends EngineMethod> {
  readonly token?: vscode.CancellationToken;
  onProgress?(progress: ProgressOf<Engine[K]>): void;
}

export interface EngineProcessOptions {
  /** dist/engine.js */
  readonly script: string;
  readonly log: vscode.LogOutputChannel;
  /** Asked when the process starts. */
  arguments(): readonly string[];
  /** How long it may wait for work before it is stopped. */
  idleMs(): number;
}

/** A process that was asked to stop and does not is killed after this. */
const STOP_MS = 5000;

interface Connection {
  readonly child: ChildProcess;
  readonly channel: Channel<Engine, typeof ENGINE_HOST>;
  /** Whether its end is expected. */
  isStopping: boolean;
}

/**
 * The engine in a process of its own: started by the first call, stopped when it had nothing to do for a while, and started
 * anew by the next call after a crash. What was under way in a crash fails with the error "crashed", the same for all calls.
 */
export class EngineProcess implements vscode.Disposable {
  private connection: Connection | undefined;
  private activeCalls = 0;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: EngineProcessOptions) {}

  /** Of the process, while there is one. */
  get pid(): number | undefined {
    return this.connection?.child.pid;
  }

  /** @throws RemoteError the engine's, or "crashed" */
  async call<K extends EngineMethod>(
    method: K,
    params: ParamsOf<Engine[K]>,
    { token, onProgress }: EngineCallOptions<K> = {},
  ): Promise<ResultOf<Engine[K]>> {
    const connection = this.connect();
    clearTimeout(this.idleTimer);
    this.activeCalls++;
    const abort = new AbortController();
    let lateTimer: NodeJS.Timeout | undefined;
    const listener = token?.onCancellationRequested(() => {
      abort.abort();
      lateTimer = setTimeout(() => this.kill(connection), STOP_MS);
    });
    if (token?.isCancellationRequested) abort.abort();
    try {
      return await connection.channel.call(method, params, { signal: abort.signal, ...(onProgress && { onProgress }) });
    } finally {
      listener?.dispose();
      clearTimeout(lateTimer);
      if (--this.activeCalls === 0) this.idleTimer = setTimeout(() => this.stop(), this.options.idleMs());
    }
  }

  /** Ends the process; a training in it saves its state first. The next call starts a new one. */
  stop(): void {
    const { connection } = this;
    if (!connection) return;
    this.connection = undefined;
    connection.isStopping = true;
    connection.channel.close(new RemoteError("cancelled", "The engine was stopped."));
    if (connection.child.connected) connection.child.disconnect();
    setTimeout(() => this.kill(connection), STOP_MS).unref();
  }

  dispose(): void {
    clearTimeout(this.idleTimer);
    this.stop();
  }

  private connect(): Connection {
    if (this.connection) return this.connection;
    const { script, log } = this.options;
    const child = fork(script, [...this.options.arguments()], {
      execArgv: [],
      // The editor's own executable then behaves as Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    log.debug(`Engine ${child.pid} started.`);
    const channel = new Channel(
      {
        post: (message) => {
          if (child.connected) child.send(message as object, () => {});
        },
        onMessage: (listener) => child.on("message", listener),
      },
      ENGINE,
      ENGINE_HOST,
      {
        log: ({ level, message }) => {
          log[level](message);
          return null;
        },
      },
      (error) => log.error(`${error.message} ${error.detail}`),
    );
    const connection: Connection = { child, channel, isStopping: false };
    this.connection = connection;
    child.stdout?.on("data", (text: Buffer) => log.debug(text.toString().trimEnd()));
    child.stderr?.on("data", (text: Buffer) => log.warn(text.toString().trimEnd()));
    child.on("error", (error) => this.lose(connection, error.message));
    child.on("exit", (code, signal) => this.lose(connection, signal ?? `exit code ${code}`));
    return connection;
  }

  private lose(connection: Connection, how: string): void {
    const { log } = this.options;
    if (this.connection === connection) this.connection = undefined;
    if (connection.isStopping) {
      log.debug(`Engine ${connection.child.pid} ended (${how}).`);
      return;
    }
    connection.isStopping = true;
    log.error(`Engine ${connection.child.pid} ended unexpectedly (${how}).`);
    const message = vscode.l10n.t("The AnoPLe engine ended unexpectedly ({0}).", how);
    const hint = vscode.l10n.t(
      "It starts again when it is needed. A training can be resumed from its last saved step.",
    );
    connection.channel.close(new RemoteError("crashed", message, hint));
  }

  private kill({ child }: Connection): void {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  }
}
