/** The part of VS Code's interface that the extension uses, with answers set by the test. */

interface FakeUri {
  readonly scheme: "file";
  readonly fsPath: string;
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
    /** Items of the last quick pick. */
    picks: [] as readonly { label: string }[],
    /** The folder of the window that everything lies in; none when missing. */
    workspaceFolder: undefined as { uri: FakeUri } | undefined,
    /** What a search for files finds. */
    files: [] as FakeUri[],
    answers: { openDialog: undefined as FakeUri[] | undefined, pick: undefined as number | undefined },
    uri: (fsPath: string): FakeUri => ({ scheme: "file", fsPath }),
    run: async (command: string, ...args: unknown[]) => fake.commands.get(command)!(...args),
    api: {
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
        executeCommand: async () => undefined,
      },
      workspace: {
        isTrusted: true,
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
        showWarningMessage: async (message: string) => void fake.messages.push(message),
        showErrorMessage: async (message: string) => void fake.messages.push(message),
      },
      tasks: { executeTask: async (task: StartedTask) => void fake.tasks.push(task) },
    },
  };
  return fake;
}
