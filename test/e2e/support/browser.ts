import { type BrowserContext, chromium, type Page } from "playwright-core";
import { environment } from "./environment.ts";
import type { Profile } from "./profile.ts";

const FLAGS = [
  // As root Chromium starts only so; it shows nothing but the server of the test.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--disable-component-update",
  "--disable-background-networking",
  "--disable-dev-shm-usage",
  "--no-first-run",
  // Whatever asks for another machine gets no answer.
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
];
const PATIENCE = 30_000;

export interface Browser {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** A window without a screen, 1280 × 800. */
export async function launchBrowser(profile: Profile): Promise<Browser> {
  const context = await chromium.launchPersistentContext(profile.browser, {
    executablePath: environment().browser,
    headless: true,
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
    args: FLAGS,
  });
  context.setDefaultTimeout(PATIENCE);
  context.setDefaultNavigationTimeout(2 * PATIENCE);
  return { context, page: context.pages()[0] ?? (await context.newPage()) };
}
