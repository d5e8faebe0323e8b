import * as vscode from "vscode";

/** What a long piece of work tells while it runs. */
export interface TaskProgress {
  /** In the user's language. */
  readonly text: string;
  /** Done so far, 0 to 1; missing where it can't be told. */
  readonly share?: number;
}

/**
 * Long work that the user asked for: one notification with a Cancel button and, while anything runs, an item in the status
 * bar.
 */
export class Tasks implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("anople.activity", vscode.StatusBarAlignment.Left);
  private readonly running = new Map<symbol, string>();

  constructor() {
    this.item.name = "AnoPLe";
    this.item.command = "anople.runs.focus";
  }

  /** Runs `work`; the token is cancelled by the notification's button, or by `outer`. */
  async run<T>(
    title: string,
    work: (report: (progress: TaskProgress) => void, token: vscode.CancellationToken) => Promise<T>,
    outer?: vscode.CancellationToken,
  ): Promise<T> {
    const key = Symbol(title);
    const location = vscode.ProgressLocation.Notification;
    try {
      return await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, inner) => {
        const source = new vscode.CancellationTokenSource();
        const listeners = [inner, outer].map((token) => token?.onCancellationRequested(() => source.cancel()));
        if (outer?.isCancellationRequested) source.cancel();
        source.token.onCancellationRequested(() => progress.report({ message: vscode.l10n.t("Stopping…") }));
        let shown = 0;
        const report = ({ text, share }: TaskProgress) => {
          if (source.token.isCancellationRequested) return;
          const increment = share === undefined ? 0 : Math.max(0, 100 * share - shown);
          shown += increment;
          progress.report({ message: text, increment });
          this.show(key, share === undefined ? title : `${title} ${Math.floor(100 * share)} %`);
        };
        this.show(key, title);
        try {
          return await work(report, source.token);
        } finally {
          for (const listener of listeners) listener?.dispose();
          source.dispose();
        }
      });
    } finally {
      this.running.delete(key);
      this.update();
    }
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(key: symbol, text: string): void {
    this.running.set(key, text);
    this.update();
  }

  private update(): void {
    const texts = [...this.running.values()];
    if (texts.length === 0) {
      this.item.hide();
      return;
    }
    this.item.text = `$(sync~spin) ${texts[0]}${texts.length > 1 ? ` +${texts.length - 1}` : ""}`;
    this.item.tooltip = texts.join("\n");
    this.item.show();
  }
}
