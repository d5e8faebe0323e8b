import path from "node:path";
import type { Locator, Page } from "playwright-core";
import type { hostCaller } from "./hostCall.ts";
import type { menusOf } from "./menus.ts";

/** The tree of files. Paths are relative to the workspace folder. */
export function explorerOf(
  page: Page,
  folder: string,
  hostCall: ReturnType<typeof hostCaller>,
  { chooseFromMenu, menuEntries }: ReturnType<typeof menusOf>,
) {
  const row = (file: string) =>
    page
      .locator(".explorer-folders-view .monaco-list-row")
      .filter({ has: page.locator(`.explorer-item[aria-label=${JSON.stringify(path.join(folder, file))}]`) });

  /** Opens the folders above a file and scrolls to it. */
  async function reveal(file: string): Promise<Locator> {
    await hostCall(
      async (vscode, name) => {
        await vscode.commands.executeCommand("revealInExplorer", vscode.Uri.file(name));
      },
      path.join(folder, file),
    );
    await row(file).waitFor();
    return row(file);
  }

  /** @returns the last one */
  async function select(files: string | readonly string[]): Promise<Locator> {
    const [first, ...others] = typeof files === "string" ? [files] : files;
    if (first === undefined) throw new Error("Nothing to select.");
    // Revealing selects: the last to be revealed is the only one that is.
    for (const file of [...others, first]) await reveal(file);
    for (const file of others) await row(file).click({ modifiers: ["ControlOrMeta"] });
    return row(others.at(-1) ?? first);
  }

  return {
    /** Shows a file in the Explorer and gives its row. */
    reveal,

    /** Right-clicks a file or folder, or several that are selected together, and clicks the entry at the end of `menu`. */
    async contextMenu(files: string | readonly string[], menu: readonly string[]): Promise<void> {
      await chooseFromMenu(await select(files), menu);
    },

    /** What that menu, or the submenu at the end of `submenus`, offers. */
    async contextMenuEntries(files: string | readonly string[], submenus: readonly string[] = []): Promise<string[]> {
      return menuEntries(await select(files), submenus);
    },
  };
}
