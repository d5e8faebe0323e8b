import type { Locator, Page } from "playwright-core";
import { whole } from "./quickInput.ts";

/** VS Code's menus take no click in their first 100 ms. */
const SETTLE = 300;

/** Context menus. */
export function menusOf(page: Page) {
  const menus = page.locator(".context-view .monaco-menu");

  /** Right-clicks, and goes on to the last submenu. */
  async function open(target: Locator, submenus: readonly string[]): Promise<Locator> {
    await target.click({ button: "right" });
    await menus.first().waitFor();
    await page.waitForTimeout(SETTLE);
    for (const [depth, name] of submenus.entries()) {
      await entry(depth, name).click();
      await menus.nth(depth + 1).waitFor();
      await page.waitForTimeout(SETTLE);
    }
    return menus.nth(submenus.length);
  }

  const entry = (depth: number, name: string) =>
    menus
      .nth(depth)
      .locator(".action-item")
      .filter({ has: page.locator(".action-label", { hasText: whole(name) }) });

  return {
    /** Right-clicks `target` and clicks the entry at the end of `path`, such as ["AnoPLe", "Train on Folder"]. */
    async chooseFromMenu(target: Locator, path: readonly string[]): Promise<void> {
      await open(target, path.slice(0, -1));
      await entry(path.length - 1, path.at(-1)!)
        .last()
        .click();
      await menus.first().waitFor({ state: "hidden" });
    },

    /** The enabled entries of the menu of `target`, or of the submenu at the end of `submenus`; the menu is then closed. */
    async menuEntries(target: Locator, submenus: readonly string[] = []): Promise<string[]> {
      const menu = await open(target, submenus);
      const labels = await menu
        .locator(".action-item:not(.disabled) > .action-menu-item > .action-label")
        .allTextContents();
      for (let depth = submenus.length; depth >= 0; depth--) await page.keyboard.press("Escape");
      await menus.first().waitFor({ state: "hidden" });
      return labels.filter((label) => label !== "");
    },
  };
}
