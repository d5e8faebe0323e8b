import { readFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";

const ORIGIN = "https://view.test";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND"];
const PATIENCE = 20_000;

export const THEMES = ["dark", "light", "high-contrast", "high-contrast-light"] as const;
export type Theme = (typeof THEMES)[number];

/** Found by scripts/test.mjs. */
const browser = process.env.ANOPLE_E2E_BROWSER;

/** Why tests of views can't run here; undefined where they can. */
export const noBrowser = browser ? undefined : (process.env.ANOPLE_E2E_UNAVAILABLE ?? "run it by npm test");

/** A browser without a window. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browser!, headless: true, args: FLAGS });
}

/** Bundles a script that plays the host in the page, to be given to `openView`. */
export async function bundleHost(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
  });
  return outputFiles[0]!.text;
}

interface Setting {
  /** File name of the view in dist/webview, without its ending. */
  readonly view: string;
  /** A bundled script that plays the host. */
  readonly host: string;
  /** Given to the host's script as `window.fixture`. */
  readonly fixture: unknown;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** The editor's language. */
  readonly language?: string;
  readonly isMotionReduced?: boolean;
  /** Device pixels a CSS pixel. */
  readonly scale?: number;
}

/**
 * Opens a view as VS Code shows it: the host's page with its policy, the theme's classes and variables. Errors of the page and
 * breaches of the policy are collected.
 */
export async function openView(browser: Browser, setting: Setting): Promise<{ page: Page; errors: string[] }> {
  const { view, host, fixture, theme = "dark", width = 300, height = 800, language = "en" } = setting;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    timezoneId: "UTC",
    reducedMotion: setting.isMotionReduced ? "reduce" : "no-preference",
    deviceScaleFactor: setting.scale ?? 1,
  });
  context.setDefaultTimeout(PATIENCE);
  await context.route(`${ORIGIN}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === "") return route.fulfill({ contentType: "text/html", body: htmlOf(view, language) });
    const body = await readFile(path.resolve("dist/webview", name));
    const contentType = name.endsWith(".css") ? "text/css" : "text/javascript";
    return route.fulfill({ contentType, body });
  });
  const colours = JSON.parse(await readFile(`test/webview/support/themes/${theme}.json`, "utf8"));
  await context.addInitScript(applyTheme, colours);
  await context.addInitScript((given) => Object.assign(window, { fixture: given }), fixture as object);
  await context.addInitScript({ content: host });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(`${ORIGIN}/`);
  return { page, errors };
}

function htmlOf(view: string, language: string): string {
  const policy = `default-src 'none'; style-src ${ORIGIN}; script-src 'nonce-test'; img-src ${ORIGIN} blob: data:`;
  return `<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><title>AnoPLe</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${ORIGIN}/${view}.css"></head>
<body><div id="app"></div><script nonce="test" src="${ORIGIN}/${view}.js"></script></body></html>`;
}

/** Runs in the page: what VS Code does to the document of a web view. */
function applyTheme({ classes, variables }: { classes: string; variables: Record<string, string> }): void {
  const apply = () => {
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = classes;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@layer vscode-default {
      body { background-color: transparent; color: var(--vscode-editor-foreground); margin: 0; padding: 0 20px;
        font: var(--vscode-font-weight) var(--vscode-font-size) var(--vscode-font-family); }
      img { max-width: 100%; max-height: 100%; }
      input:focus, select:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
      ::-webkit-scrollbar { width: 10px; height: 10px; }
      ::-webkit-scrollbar-thumb { background-color: var(--vscode-scrollbarSlider-background); }
    }`);
    document.adoptedStyleSheets.push(sheet);
  };
  const observer = new MutationObserver(() => {
    if (!document.body) return;
    observer.disconnect();
    apply();
  });
  if (document.body) apply();
  else observer.observe(document, { childList: true, subtree: true });
}
