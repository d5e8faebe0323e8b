import type { Locator, Page } from "playwright-core";

const COMMAND_WAIT = 60_000;
/** The list of a file dialog is filled by the server; what is typed before that is lost. */
const DIALOG_WAIT = 500;

/** The command palette, pick lists, input boxes and VS Code's own file dialog: all one widget at the top of the window. */
export function quickInputOf(page: Page) {
  const widget = page.locator(".quick-input-widget");
  const input = widget.locator(".quick-input-box input");
  const row = (label: string | RegExp) =>
    widget.locator(".monaco-list-row").filter({ has: page.locator(".label-name", { hasText: whole(label) }) });

  /** The key is lost while the list before it is just closing. */
  async function openPalette(): Promise<void> {
    for (const end = Date.now() + COMMAND_WAIT; !(await input.isVisible()); ) {
      if (Date.now() > end) throw new Error("The command palette does not open.");
      await page.keyboard.press("F1");
      await input.waitFor({ timeout: 2000 }).catch(() => undefined);
    }
  }

  /** Opens the palette and waits until it lists the command, which it does only if it knew it when it was opened. */
  async function findCommand(title: string): Promise<Locator> {
    const found = row(title).first();
    for (const end = Date.now() + COMMAND_WAIT; ; ) {
      await openPalette();
      await input.fill(`>${title}`);
      try {
        await found.waitFor({ timeout: 3000 });
        return found;
      } catch (error) {
        if (Date.now() > end) throw new Error(`The command palette has no "${title}".`, { cause: error });
      }
      await page.keyboard.press("Escape");
      await input.waitFor({ state: "hidden" });
    }
  }

  return {
    /** The widget itself. */
    quickInput: widget,

    /** Runs a command from the palette by its whole title, with the category: "AnoPLe: Open Report". */
    async runCommand(title: string): Promise<void> {
      await (await findCommand(title)).click();
    },

    /** Titles that the palette lists for `text`, which is then closed. Only what fits into the list is seen. */
    async commandsMatching(text: string): Promise<string[]> {
      await openPalette();
      await input.fill(`>${text}`);
      const labels = widget.locator(".monaco-list-row .label-name");
      await labels.first().waitFor();
      const titles = await labels.allTextContents();
      await page.keyboard.press("Escape");
      await input.waitFor({ state: "hidden" });
      return titles;
    },

    /** Waits for a pick list or an input box with this title, such as "Train (2/4)", or with this placeholder. */
    async waitForStep(title: string | RegExp): Promise<void> {
      const byTitle = widget.locator(".quick-input-title", { hasText: title });
      await byTitle
        .or(input.and(page.getByPlaceholder(title)))
        .first()
        .waitFor();
    },

    /** Clicks the item with this label of the list that is open. */
    async choose(label: string | RegExp): Promise<void> {
      await row(label).first().click();
    },

    /** Ticks just these items of a list with check boxes and confirms. */
    async chooseSeveral(labels: readonly (string | RegExp)[]): Promise<void> {
      await widget.locator(".monaco-list-row").first().waitFor();
      const boxes = widget.locator(".monaco-list-row").getByRole("checkbox");
      for (const box of await boxes.all()) await box.uncheck();
      for (const label of labels) await row(label).first().getByRole("checkbox").check();
      await widget.getByRole("button", { name: "OK" }).click();
    },

    /** Labels of the items in the list that is open, as far as they are drawn. */
    async choices(): Promise<string[]> {
      const labels = widget.locator(".monaco-list-row .label-name");
      await labels.first().waitFor();
      return labels.allTextContents();
    },

    /** Types into the input box that is open and confirms. */
    async answer(text: string): Promise<void> {
      await input.fill(text);
      await input.press("Enter");
    },

    /** Gives VS Code's file dialog a path and confirms. */
    async answerFileDialog(file: string): Promise<void> {
      const ok = widget.locator(".quick-input-action").getByRole("button").first();
      await ok.waitFor();
      await page.waitForTimeout(DIALOG_WAIT);
      await input.fill(file);
      // The first click may just go into a folder, the second chooses it.
      for (let clicks = 1; ; clicks++) {
        await page.waitForTimeout(DIALOG_WAIT);
        await ok.click();
        try {
          return await widget.waitFor({ state: "hidden", timeout: 5 * DIALOG_WAIT });
        } catch (error) {
          if (clicks === 3) throw new Error(`The file dialog does not take ${file}.`, { cause: error });
        }
      }
    },

    /** Closes whatever of this is open, as Escape does. */
    async dismiss(): Promise<void> {
      await input.press("Escape");
      await widget.waitFor({ state: "hidden" });
    },
  };
}

/** A pattern for exactly this text. */
export function whole(text: string | RegExp): RegExp {
  return typeof text === "string" ? new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`) : text;
}
