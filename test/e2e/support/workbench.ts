import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before } from "node:test";
import { launchBrowser } from "./browser.ts";
import { environment, OUTPUT, unavailable } from "./environment.ts";
import { explorerOf } from "./explorer.ts";
import { hostCaller } from "./hostCall.ts";
import { menusOf } from "./menus.ts";
import { notificationsOf } from "./notifications.ts";
import { processesOf } from "./processes.ts";
import { linkExtension, makeProfile, removeProfile } from "./profile.ts";
import { quickInputOf } from "./quickInput.ts";
import { viewsOf } from "./views.ts";
import { installVsix, startServer } from "./vscodeServer.ts";
import { webviewsOf } from "./webviews.ts";
import { windowOf } from "./windows.ts";

const HOOK_TIME = 900_000;

export interface WorkbenchOptions {
  /** The folder that is opened; a new one when missing. */
  readonly folder?: string;
  /** Fills the folder that is opened. */
  readonly prepare?: (folder: string) => void | Promise<void>;
  /** User settings beside those of all tests. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** How AnoPLe gets there: as a folder that is linked (fast), or as a user would install it. */
  readonly extension?: "linked" | "vsix";
  /** With "ask" the folder is not trusted, and the dialog that asks for it is open: `pressDialog(/trust/, /Yes/)`. */
  readonly trust?: "granted" | "ask";
}

/** A window of VS Code with AnoPLe in it. Functions wait for what they name, and throw when it does not appear. */
export type Workbench = Awaited<ReturnType<typeof openWorkbench>>;

/**
 * Starts VS Code with a profile of its own, in a Chromium without a screen, on a new folder.
 * It is up to the caller to `close()` it; `useWorkbench` does.
 */
async function openWorkbench(options: WorkbenchOptions) {
  const { prepare, settings, extension = "linked", trust = "granted" } = options;
  const asks = trust === "ask";
  const trustSettings = {
    "security.workspace.trust.enabled": asks,
    "security.workspace.trust.startupPrompt": "always",
  };
  const profile = await makeProfile({ ...trustSettings, ...settings }, options.folder);
  const folder = profile.workspace;
  await prepare?.(folder);
  const { vsix, stage } = environment();
  if (extension === "vsix") await installVsix(profile, vsix);
  else await linkExtension(profile, stage);
  const server = await startServer(profile, { isTrusting: !asks, isDriven: false, variables: {} });
  const { context, page } = await launchBrowser(profile).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const hostCall = hostCaller(profile);
  const menus = menusOf(page);
  const quickInput = quickInputOf(page);
  const inWindow = windowOf(page, server.url, profile, hostCall, quickInput);

  /** A picture of the window and the server's log, in out/e2e/failed. */
  async function keepEvidence(name: string): Promise<void> {
    const target = path.join(OUTPUT, "failed", name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80));
    await mkdir(path.dirname(target), { recursive: true });
    await page.screenshot({ path: `${target}.png` }).catch(() => {});
    await copyFile(profile.log, `${target}.log`);
  }

  /** Ends all of it. The profile, with the logs of VS Code, is kept on request. */
  async function close({ keepProfile = false } = {}): Promise<void> {
    await context.close().catch(() => {});
    await server.stop();
    if (!keepProfile) await removeProfile(profile);
  }

  const workbench = {
    /** Playwright's page, for what has no helper here. */
    page,
    /** The folder that is open, absolute. */
    folder,
    profile,
    /**
     * Runs a function in the extension host and gives its result: `hostCall((vscode, id) => vscode.extensions.getExtension(id)
     * ?.isActive, "anople.anople")`. It may use its parameters and globals only (`process.getBuiltinModule("node:fs")` for
     * Node's modules); parameters and result travel as JSON.
     */
    hostCall,
    ...quickInput,
    ...menus,
    ...explorerOf(page, folder, hostCall, menus),
    ...viewsOf(page, menus),
    ...webviewsOf(page),
    ...notificationsOf(page),
    ...processesOf(server.pid),
    ...inWindow,
    keepEvidence,
    close,
  };
  try {
    await inWindow.openFolder(folder);
    return workbench;
  } catch (error) {
    await keepEvidence("start");
    await close({ keepProfile: true });
    throw error;
  }
}

/**
 * One workbench for all tests of a file: opened before the first, closed after the last. A failed test leaves a screenshot and
 * the server's log in out/e2e/failed, and the profile.
 *
 * @returns gives the workbench, inside a test
 */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  let hasFailed = false;
  if (!unavailable) {
    before(
      async () => {
        workbench = await openWorkbench(options);
      },
      { timeout: HOOK_TIME },
    );
    afterEach(
      async (context) => {
        if (!("passed" in context) || context.passed !== false) return;
        hasFailed = true;
        await workbench?.keepEvidence(context.name);
      },
      { timeout: HOOK_TIME },
    );
    after(() => workbench?.close({ keepProfile: hasFailed }), { timeout: HOOK_TIME });
  }
  return () => workbench!;
}
