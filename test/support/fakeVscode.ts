/** The part of VS Code's interface that the extension uses, with answers set by the test. */

import { readFile, stat } from "node:fs/promises";
import path from "node:path";

interface FakeUri {
  readonly scheme: "file";
  readonly fsPath: string;
  toString(): string;
}

/** A web view that was opened. */
interface OpenedPanel {
  readonly title: string;
  readonly options: { enableScripts?: boolean; localResourceRoots?: FakeUri[] };
  html: string;
  /** How often it was brought to the front. */
  reveals: number;
  /** As if the page had sent a message. */
  send(message: unknown): Promise<void>;
  close(): void;
}

/** A task that was executed. */
interface StartedTask {
  readonly name: string;
  readonly execution: { process: string; args: string[]; options: { cwd?: string; env?: Record<string, string> } };
}

type Handler = (...args: unknown[]) => unknown;

/** An editor without a user: dialogs are closed and picks left, unless `answers` says otherwise. */
export function fakeVscode() {
  const fake = {
    commands: new Map<string, Handler>(),
    tasks: [] as StartedTask[],
    messages: [] as string[],
    panels: [] as OpenedPanel[],
    /** Commands of the editor itself that were executed, with their arguments. */
    executed: [] as unknown[][],
    /** Items of the last quick pick. */
    picks: [] as readonly { label: string }[],
    /** The folder of the window that everything lies in; none when missing. */
    workspaceFolder: undefined as { uri: FakeUri } | undefined,
    /** What a search for files finds. */
    files: [] as FakeUri[],
    answers: { openDialog: undefined as FakeUri[] | undefined, pick: undefined as number | undefined },
    uri: (fsPath: string): FakeUri => ({ scheme: "file", fsPath, toString: () => `file://${fsPath}` }),
    run: async (command: string, ...args: unknown[]) => fake.commands.get(command)!(...args),
    api: {
      Uri: {
        file: (fsPath: string) => fake.uri(fsPath),
        joinPath: ({ fsPath }: FakeUri, ...names: string[]) => fake.uri(path.join(fsPath, ...names)),
      },
      FileType: { File: 1 },
      ViewColumn: { Active: -1, Beside: -2 },
      TaskScope: { Workspace: 2 },
      TaskRevealKind: { Always: 1 },
      TaskPanelKind: { Dedicated: 2 },
      ProcessExecution: class {
        constructor(
          readonly process: string,
          readonly args: string[],
          readonly options: object,
        ) {}
      },
      Task: class {
        presentationOptions = {};
        constructor(
          readonly definition: object,
          readonly scope: number,
          readonly name: string,
          readonly source: string,
          readonly execution: StartedTask["execution"],
        ) {}
      },
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
        getWorkspaceFolder: () => fake.workspaceFolder,
        findFiles: async () => fake.files,
        asRelativePath: (file: string) => file,
      },
      window: {
        showOpenDialog: async () => fake.answers.openDialog,
        showQuickPick: async (items: readonly { label: string }[]) => {
          fake.picks = items;
          return fake.answers.pick === undefined ? undefined : items[fake.answers.pick];
        },
        createWebviewPanel: (_type: string, title: string, _column: number, options: OpenedPanel["options"]) => {
          let onMessage: (message: unknown) => unknown = () => undefined;
          let onClose = () => {};
          const send = async (message: unknown) => void (await onMessage(message));
          const panel: OpenedPanel = { title, options, html: "", reveals: 0, send, close: () => onClose() };
          fake.panels.push(panel);
          return {
            webview: {
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
      tasks: { executeTask: async (task: StartedTask) => void fake.tasks.push(task) },
    },
  };
  return fake;
}
