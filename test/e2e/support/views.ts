import type { Locator, Page } from "playwright-core";
import type { menusOf } from "./menus.ts";
import { whole } from "./quickInput.ts";

/** The side bar's views. */
export function viewsOf(page: Page, { chooseFromMenu, menuEntries }: ReturnType<typeof menusOf>) {
  /** A click in the activity bar closes the container that is open already. */
  async function openContainer(title: string): Promise<void> {
    const icon = page.locator(`.activitybar .action-label[aria-label^=${JSON.stringify(title)}]`).first();
    await icon.waitFor();
    if (!(await icon.evaluate((element) => element.closest(".action-item")?.classList.contains("checked") ?? false)))
      await icon.click();
    await page.locator(".sidebar .composite.title").waitFor();
  }

  /** The part of the side bar with this heading: its tree or view, and its buttons. */
  const pane = (title: string) =>
    page
      .locator(".pane")
      .filter({ has: page.locator(`.pane-header[aria-label=${JSON.stringify(`${title} Section`)}]`) });

  /** A tree view by its name. */
  function tree(title: string) {
    const rows = page
      .locator(`.tree-explorer-viewlet-tree-view [role="tree"][aria-label=${JSON.stringify(title)}]`)
      .locator(".monaco-list-row");
    const row = (label: string | RegExp) =>
      rows.filter({ has: page.locator(".label-name", { hasText: whole(label) }) });

    const one = async (label: string | RegExp): Promise<Locator> => {
      const found = row(label).first();
      await found.waitFor();
      return found;
    };

    return {
      /** Rows with this label, however many. */
      row,

      /** Labels of the rows that are drawn. */
      labels: () => rows.locator(".label-name").allTextContents(),

      /** Opens each row in turn, so that the next one can be found among its children. */
      async expand(...labels: readonly (string | RegExp)[]): Promise<void> {
        for (const label of labels) {
          const found = await one(label);
          if ((await found.getAttribute("aria-expanded")) === "false")
            await found.locator(".monaco-tl-twistie").click();
          await page.waitForTimeout(100);
        }
      },

      /** Clicks a row, which selects it and runs its command. */
      async click(label: string | RegExp): Promise<void> {
        await (await one(label)).locator(".label-name").first().click();
      },

      /** Clicks a button that a row shows under the pointer, by its tooltip. */
      async clickInline(label: string | RegExp, action: string): Promise<void> {
        const found = await one(label);
        await found.hover();
        await found.locator(`.actions .action-label[aria-label=${JSON.stringify(action)}]`).click();
      },

      /** Right-clicks a row and clicks the entry at the end of `menu`. */
      async contextMenu(label: string | RegExp, menu: readonly string[]): Promise<void> {
        await chooseFromMenu(await one(label), menu);
      },

      /** What that menu offers. */
      async contextMenuEntries(label: string | RegExp): Promise<string[]> {
        return menuEntries(await one(label));
      },

      /** Clicks a button in the heading of the view, by its tooltip. */
      async clickTitleAction(action: string): Promise<void> {
        const header = pane(title).locator(".pane-header");
        await header.hover();
        await header.locator(`.action-label[aria-label=${JSON.stringify(action)}]`).click();
      },
    };
  }

  return { openContainer, pane, tree };
}
