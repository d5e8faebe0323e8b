import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import { OUTPUT } from "./environment.ts";
import type { hostCaller } from "./hostCall.ts";
import type { Profile } from "./profile.ts";
import type { quickInputOf } from "./quickInput.ts";

const START_TIME = 120_000;
/** For what fades in and for a canvas to be drawn. */
const SETTLE = 500;

/** Name in VS Code's settings and class of the window, by a short name. */
const THEMES = {
  light: ["Default Light Modern", "vs"],
  dark: ["Default Dark Modern", "vs-dark"],
  highContrast: ["Default High Contrast", "hc-black"],
  highContrastLight: ["Default High Contrast Light", "hc-light"],
} as const;

export type Theme = keyof typeof THEMES;

/** The window as a whole. */
export function windowOf(
  page: Page,
  url: string,
  profile: Profile,
  hostCall: ReturnType<typeof hostCaller>,
  { runCommand }: ReturnType<typeof quickInputOf>,
) {
  /** Changes the setting and waits until the window has the colours. */
  async function setTheme(theme: Theme): Promise<void> {
    const [name, style] = THEMES[theme];
    await hostCall(async (vscode, value) => {
      await vscode.workspace
        .getConfiguration("workbench")
        .update("colorTheme", value, vscode.ConfigurationTarget.Global);
    }, name);
    await page.locator(`.monaco-workbench.${style}`).waitFor();
    await page.waitForTimeout(SETTLE);
  }

  /** Writes out/e2e/screenshots/<name>.png, with a theme <name>-<theme>.png, and gives its path. */
  async function screenshot(name: string, theme?: Theme): Promise<string> {
    if (theme) await setTheme(theme);
    else await page.waitForTimeout(SETTLE);
    const file = path.join(OUTPUT, "screenshots", `${theme ? `${name}-${theme}` : name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await page.screenshot({ path: file });
    return file;
  }

  /** Until the workbench is drawn and the extension host runs. */
  async function waitForStart(): Promise<void> {
    await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: START_TIME });
    await hostCall(() => true);
  }

  return {
    setTheme,

    screenshot,

    /** The same in each kind of theme; the last one stays. */
    async screenshotInAllThemes(name: string): Promise<void> {
      for (const theme of Object.keys(THEMES) as Theme[]) await screenshot(name, theme);
    },

    /** Opens the workspace folder; done when the Explorer and the extension host are there. */
    async openFolder(folder: string): Promise<void> {
      await page.goto(`${url}/?${new URLSearchParams({ folder })}`);
      await page.locator(".explorer-folders-view").waitFor({ timeout: START_TIME });
      await waitForStart();
    },

    /**
     * Panels are restored, the extension host starts anew. By VS Code's own command, which keeps what is open; the browser's
     * may be faster than that.
     */
    async reloadWindow(): Promise<void> {
      await rm(profile.bridge, { force: true });
      const loaded = page.waitForEvent("load", { timeout: START_TIME });
      await runCommand("Developer: Reload Window");
      await loaded;
      await waitForStart();
    },
  };
}
