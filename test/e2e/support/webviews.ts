import { setTimeout as delay } from "node:timers/promises";
import type { FrameLocator, Page } from "playwright-core";

/** A webview that opens while the workbench starts takes several seconds. */
const WAIT = 60_000;

/** Documents that extensions have put into editor tabs and views. */
export function webviewsOf(page: Page) {
  return {
    /**
     * The document of the visible webview that has this title (of its tab or view) or holds an element for this selector.
     * Waits for it; what is found stays valid until that webview is closed or hidden.
     */
    async webview({ title, contains }: { title?: string | RegExp; contains?: string }): Promise<FrameLocator> {
      for (const end = Date.now() + WAIT; Date.now() < end; await delay(200))
        for (const frame of await page.locator("iframe.webview.ready").all()) {
          if (!(await frame.isVisible().catch(() => false))) continue;
          const name = await frame.getAttribute("name", { timeout: 1000 }).catch(() => null);
          if (name === null) continue;
          const outer = page.frameLocator(`iframe.webview[name=${JSON.stringify(name)}]`);
          const inner = outer.locator("#active-frame");
          const document = outer.frameLocator("#active-frame");
          const heading = await inner.getAttribute("title", { timeout: 1000 }).catch(() => null);
          if (heading === null || (title !== undefined && !matches(heading, title))) continue;
          if (
            contains === undefined ||
            (await document
              .locator(contains)
              .count()
              .catch(() => 0)) > 0
          )
            return document;
        }
      throw new Error(
        `No webview ${[title && `titled ${title}`, contains && `with ${contains}`].filter(Boolean).join(" ")}.`,
      );
    },
  };
}

function matches(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? text === wanted : wanted.test(text);
}
