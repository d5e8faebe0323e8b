import * as vscode from "vscode";
import type { ENGINE } from "../../protocol/engine.ts";
import type { ParamsOf, ResultOf } from "../../protocol/method.ts";
import { type EngineCallOptions, type EngineMethod, EngineProcess } from "./engineProcess.ts";

/** Methods that compute with a model. They hold a processor for a while, so files are read in another process. */
const COMPUTING: ReadonlySet<EngineMethod> = new Set([
  "estimateTraining",
  "train",
  "resume",
  "score",
  "inspect",
  "evaluate",
] satisfies EngineMethod[]);

const MINUTE_MS = 60_000;

/** The engine, in two processes: one that computes, one that reads, so that views answer while a training runs. */
export class Engine implements vscode.Disposable {
  private readonly computing: EngineProcess;
  private readonly reading: EngineProcess;
  private readonly trustListener: vscode.Disposable;

  constructor(extensionUri: vscode.Uri, log: vscode.LogOutputChannel) {
    const options = {
      script: vscode.Uri.joinPath(extensionUri, "dist", "engine.js").fsPath,
      log,
      arguments: () => (vscode.workspace.isTrusted ? [] : ["--restricted"]),
      idleMs: () => MINUTE_MS * vscode.workspace.getConfiguration("anople.engine").get<number>("idleMinutes", 5),
    };
    this.computing = new EngineProcess(options);
    this.reading = new EngineProcess(options);
    this.trustListener = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      this.computing.stop();
      this.reading.stop();
    });
  }

  /** @throws RemoteError */
  call<K extends EngineMethod>(
    method: K,
    params: ParamsOf<(typeof ENGINE)[K]>,
    options?: EngineCallOptions<K>,
  ): Promise<ResultOf<(typeof ENGINE)[K]>> {
    return (COMPUTING.has(method) ? this.computing : this.reading).call(method, params, options);
  }

  /** Process ids, for diagnostics; undefined where a process isn't needed now. */
  get pids(): { computing: number | undefined; reading: number | undefined } {
    return { computing: this.computing.pid, reading: this.reading.pid };
  }

  dispose(): void {
    this.trustListener.dispose();
    this.computing.dispose();
    this.reading.dispose();
  }
}
