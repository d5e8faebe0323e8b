import type { Locator, Page } from "playwright-core";

const WAIT = 60_000;

/** Messages in the lower right corner. */
export function notificationsOf(page: Page) {
  /** Also in the notification centre, where a message is when its toast has gone. */
  const items = page.locator(
    ".notifications-toasts .notification-list-item, .notifications-center .notification-list-item",
  );

  /** Waits for a message that holds this text. */
  async function notification(text: string | RegExp, { timeout = WAIT } = {}): Promise<Locator> {
    const found = items.filter({ has: page.locator(".notification-list-item-message", { hasText: text }) }).first();
    await found.waitFor({ timeout });
    return found;
  }

  return {
    notification,

    /** Texts of the messages that are shown. */
    notifications: () => items.locator(".notification-list-item-message").allTextContents(),

    /** Presses a button of the message that holds this text. */
    async pressNotification(text: string | RegExp, button: string): Promise<void> {
      const found = await notification(text);
      // Buttons of a collapsed message are shown under the pointer only.
      await found.hover();
      await found.getByRole("button", { name: button, exact: true }).click();
    },

    /** Takes all messages away. */
    async clearNotifications(): Promise<void> {
      for (const item of await items.all()) {
        await item.hover();
        await item.locator(".codicon-notifications-clear").click();
      }
    },

    /** Waits for a modal dialog that holds this text, and presses a button of it. */
    async pressDialog(text: string | RegExp, button: string | RegExp): Promise<void> {
      const dialog = page.locator(".monaco-dialog-box", { hasText: text });
      await dialog.waitFor({ timeout: WAIT });
      await dialog.getByRole("button", { name: button }).click();
      await dialog.waitFor({ state: "hidden" });
    },
  };
}
