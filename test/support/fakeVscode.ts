/** The part of VS Code's interface that the extension uses, with answers set by the test. */

import { EventEmitter } from "node:events";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";

class FakeUri {
  readonly scheme = "file";

  private constructor(readonly fsPath: string) {}

  static file(fsPath: string): FakeUri {
    return new FakeUri(fsPath);
  }

  static joinPath({ fsPath }: FakeUri, ...names: string[]): FakeUri {
    return new FakeUri(path.join(fsPath, ...names));
  }

  toString(): string {
    return `file://${this.fsPath}`;
  }
}

/** As vscode.EventEmitter. */
class FakeEmitter<T> {
  private readonly emitter = new EventEmitter();

  readonly event = (listener: (value: T) => void) => {
    this.emitter.on("event", listener);
    return { dispose: () => this.emitter.off("event", listener) };
  };

  fire(value: T): void {
    this.emitter.emit("event", value);
  }

  dispose(): void {
    this.emitter.removeAllListeners();
  }
}

const disposable = { dispose: () => {} };
const noEvent = () => disposable;

/** A web view that was opened. */
interface OpenedPanel {
  readonly title: string;
  readonly options: { enableScripts?: boolean; localResourceRoots?: FakeUri[] };
  html: string;
  /** How often it was brought to the front. */
  reveals: number;
  /** As if the page had sent a message. */
  send(message: unknown): Promise<void>;
  /** What was sent to the page. */
  readonly received: unknown[];
  close(): void;
}

type Handler = (...args: unknown[]) => unknown;

/** An editor without a user: dialogs are closed and picks left, unless `answers` says otherwise. */
export function fakeVscode() {
  const fake = {
    commands: new Map<string, Handler>(),
    messages: [] as string[],
    panels: [] as OpenedPanel[],
    /** Commands of the editor itself that were executed, with their arguments. */
    executed: [] as unknown[][],
    /** Items of the last quick pick. */
    picks: [] as readonly { label: string }[],
    /** What a search for files finds. */
    files: [] as FakeUri[],
    answers: { openDialog: undefined as FakeUri[] | undefined, pick: undefined as number | undefined },
    uri: FakeUri.file,
    run: async (command: string, ...args: unknown[]) => fake.commands.get(command)!(...args),
    api: {
      Uri: FakeUri,
      EventEmitter: FakeEmitter,
      ThemeIcon: class {},
      CancellationError: class extends Error {},
      StatusBarAlignment: { Left: 1 },
      env: { language: "en" },
      FileType: { File: 1 },
      ViewColumn: { Active: -1, Beside: -2 },
      l10n: {
        t: (text: string, ...values: string[]) => text.replace(/\{(\d)\}/g, (_, i: string) => values[Number(i)]!),
      },
      commands: {
        registerCommand: (id: string, handler: Handler) => {
          fake.commands.set(id, handler);
          return { dispose: () => fake.commands.delete(id) };
        },
        executeCommand: async (...args: unknown[]) => void fake.executed.push(args),
      },
      workspace: {
        isTrusted: true,
        fs: {
          stat: async ({ fsPath }: FakeUri) => {
            const found = await stat(fsPath);
            return { size: found.size, mtime: found.mtimeMs, type: found.isFile() ? 1 : 2 };
          },
          readFile: async ({ fsPath }: FakeUri) => readFile(fsPath),
        },
        workspaceFolders: undefined,
        getWorkspaceFolder: () => undefined,
        getConfiguration: () => ({ get: (_: string, fallback: unknown) => fallback }),
        createFileSystemWatcher: () => ({
          onDidCreate: noEvent,
          onDidChange: noEvent,
          onDidDelete: noEvent,
          ...disposable,
        }),
        onDidChangeWorkspaceFolders: noEvent,
        onDidChangeConfiguration: noEvent,
        onDidGrantWorkspaceTrust: noEvent,
        findFiles: async () => fake.files,
        asRelativePath: (file: string) => file,
      },
      window: {
        createOutputChannel: () => ({ debug() {}, info() {}, warn() {}, error() {}, show() {}, ...disposable }),
        createStatusBarItem: () => ({ show() {}, hide() {}, ...disposable }),
        createTreeView: () => ({ onDidChangeVisibility: noEvent, ...disposable }),
        onDidChangeWindowState: noEvent,
        registerWebviewViewProvider: () => disposable,
        registerWebviewPanelSerializer: () => disposable,
        showOpenDialog: async () => fake.answers.openDialog,
        showQuickPick: async (items: readonly { label: string }[]) => {
          fake.picks = items;
          return fake.answers.pick === undefined ? undefined : items[fake.answers.pick];
        },
        createWebviewPanel: (_type: string, title: string, _column: number, options: OpenedPanel["options"]) => {
          let onMessage: (message: unknown) => unknown = () => undefined;
          let onClose = () => {};
          const send = async (message: unknown) => void (await onMessage(message));
          const received: unknown[] = [];
          const panel = { title, options, html: "", reveals: 0, send, received, close: () => onClose() };
          fake.panels.push(panel);
          return {
            set title(text: string) {
              panel.title = text;
            },
            webview: {
              options,
              cspSource: "webview:",
              postMessage: async (message: unknown) => void received.push(message),
              set html(page: string) {
                panel.html = page;
              },
              asWebviewUri: ({ fsPath }: FakeUri) => `webview:${fsPath}`,
              onDidReceiveMessage: (listener: typeof onMessage) => {
                onMessage = listener;
              },
            },
            reveal: () => panel.reveals++,
            onDidDispose: (listener: () => void) => {
              onClose = listener;
            },
          };
        },
        showWarningMessage: async (message: string) => void fake.messages.push(message),
        showErrorMessage: async (message: string) => void fake.messages.push(message),
      },
    },
  };
  return fake;
}
