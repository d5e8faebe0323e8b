/** The views in each kind of theme, without a mouse, and in German. */

import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { Frame, FrameLocator } from "playwright-core";
import { axeProblems } from "../webview/support/axeProblems.ts";
import { e2eTest } from "./support/e2eTest.ts";
import { addHazelnuts, trainOnCommandLine } from "./support/sampleData.ts";
import type { Theme } from "./support/windows.ts";
import { useWorkbench } from "./support/workbench.ts";

const ID = "anople.anople";
const THEMES: readonly Theme[] = ["dark", "light", "highContrast", "highContrastLight"];
/** More presses of the Tab key than a view has stops. */
const MAX_STOPS = 40;

const current = useWorkbench({
  extension: "vsix",
  prepare: async (folder) => void (await trainOnCommandLine(await addHazelnuts(folder))),
});

/** The frame in which a webview's document is. */
async function frameOf(document: FrameLocator): Promise<Frame> {
  const owner = await document.owner().elementHandle();
  const frame = await owner?.contentFrame();
  if (!frame) throw new Error("The webview has no frame.");
  return frame;
}

/** Shows the results of the only run beside its page or an inspector. */
async function openResults(): Promise<FrameLocator> {
  const { openContainer, tree, webview } = current();
  await openContainer("AnoPLe");
  await tree("Runs").click("hazelnut");
  return webview({ title: "Results", contains: ".threshold-bar" });
}

/** What has the focus in a document, as a screen reader would name it. */
function focused(frame: Frame): Promise<{ role: string; name: string }> {
  return frame.evaluate(() => {
    const element = document.activeElement;
    const role =
      element?.getAttribute("role") ?? (element instanceof HTMLInputElement ? element.type : element?.tagName);
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element?.textContent;
    return { role: role?.toLowerCase() ?? "", name: (element?.getAttribute("aria-label") ?? label ?? "").trim() };
  });
}

/** Presses Tab until what has the focus has this role, and this in its name. */
async function tabTo(frame: Frame, role: string, name: RegExp = /./): Promise<string> {
  const passed: string[] = [];
  for (let presses = 0; presses < MAX_STOPS; presses++) {
    const stop = await focused(frame);
    if (stop.role === role && name.test(stop.name)) return stop.name;
    passed.push(`${stop.role} "${stop.name}"`);
    await current().page.keyboard.press("Tab");
  }
  throw new Error(`The Tab key does not lead to ${role} ${name}, but to ${passed.join(", ")}.`);
}

e2eTest(
  "results, a run's page and the inspector have no fault that axe-core knows, in any kind of theme",
  async (context) => {
    const { hostCall, screenshot, setTheme, tree, webview } = current();
    for (const theme of THEMES)
      await context.test(theme, async () => {
        await setTheme(theme);
        const results = await openResults();
        assert.deepEqual(await axeProblems(await frameOf(results)), []);
        await tree("Runs").contextMenu("hazelnut", ["Open Run"]);
        const page = await webview({ title: /^Run/, contains: ".run-page h1" });
        await page.getByRole("heading", { name: "hazelnut" }).waitFor();
        assert.deepEqual(await axeProblems(await frameOf(page)), []);
        await screenshot(`theme-run-${theme}`);
        await results.locator(".segment", { hasText: "All" }).click();
        await results.locator("[role=option]").first().click();
        const inspector = await webview({ title: /\.jpg$/, contains: ".verdict" });
        assert.deepEqual(await axeProblems(await frameOf(inspector)), []);
        await screenshot(`theme-inspector-${theme}`);
        await hostCall(async (vscode) => {
          await vscode.commands.executeCommand("workbench.action.closeAllEditors");
        });
      });
  },
);

e2eTest("the results can be used with the keyboard alone", async () => {
  const { hostCall, page, screenshot, setTheme, webview } = current();
  await setTheme("dark");
  const results = await openResults();
  const frame = await frameOf(results);
  await hostCall(async (vscode) => {
    await vscode.commands.executeCommand("anople.results.focus");
  });
  await tabTo(frame, "button", /Open Run Page/);
  await tabTo(frame, "range", /Threshold/);

  const failures = () => results.locator(".failures").textContent();
  const before = await failures();
  await page.keyboard.press("End");
  await results.getByText("4 missed", { exact: true }).waitFor();
  await results.getByText("0 false alarms", { exact: true }).waitFor();
  assert.notEqual(await failures(), before);
  const value = () => results.getByRole("slider").getAttribute("aria-valuetext");
  const highest = await value();
  await page.keyboard.press("ArrowLeft");
  assert.notEqual(await value(), highest);

  await tabTo(frame, "button", /4 missed/);
  await page.keyboard.press("Enter");
  const first = await tabTo(frame, "option");
  await page.keyboard.press("n");
  const second = (await focused(frame)).name;
  assert.notEqual(second, first);
  await page.keyboard.press("p");
  assert.equal((await focused(frame)).name, first);
  await screenshot("keyboard-results");
  await page.keyboard.press("n");
  await page.keyboard.press("Enter");
  const file = /colour\/(\d+\.jpg)/.exec(second)![1]!;
  const inspector = await webview({ title: file, contains: ".verdict" });
  await inspector.getByRole("heading", { name: file }).waitFor();
  assert.equal((await focused(frame)).name, second);
  await screenshot("keyboard-inspector");
});

e2eTest("English needs no bundle of strings, and the German one is in the package", async () => {
  const { hostCall } = current();
  const found = await hostCall((vscode, id) => {
    const { extensionPath } = vscode.extensions.getExtension(id)!;
    return { extensionPath, language: vscode.env.language, bundle: vscode.l10n.bundle };
  }, ID);
  assert.equal(found.language, "en");
  assert.equal(found.bundle, undefined);
  for (const name of ["package.nls.de.json", "l10n/bundle.l10n.de.json"]) {
    assert.equal(await readFile(path.join(found.extensionPath, name), "utf8"), await readFile(name, "utf8"), name);
    assert.ok((await stat(name)).size > 1000);
  }
});

e2eTest("in a German window commands, views and pages are German", async () => {
  const { commandsMatching, hostCall, openContainer, page, reloadWindow, screenshot, tree, webview } = current();
  const texts = JSON.parse(await readFile("package.nls.de.json", "utf8")) as Record<string, string>;
  const strings = JSON.parse(await readFile("l10n/bundle.l10n.de.json", "utf8")) as Record<string, string>;
  // The workbench's own words stay English, for those come with a language pack.
  await page.addInitScript(() => {
    Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: "de" });
  });
  await reloadWindow();
  await hostCall(async (vscode, id) => {
    await vscode.extensions.getExtension(id)!.activate();
  }, ID);
  assert.equal(await hostCall((vscode) => vscode.env.language), "de");
  const train = `AnoPLe: ${texts["command.trainOnFolder"]}`;
  while (!(await commandsMatching(train)).includes(train)) await page.waitForTimeout(500);
  // The inspector of the test before is back.
  await webview({ title: /\.jpg$/, contains: ".verdict" });
  await openContainer("AnoPLe");
  await tree(texts["view.runs"]!).click("hazelnut");
  const results = await webview({ title: texts["view.results"]!, contains: ".threshold-bar" });
  await results.getByRole("slider", { name: strings.Threshold! }).waitFor();
  await results.getByRole("button", { name: strings["Open Run Page"]! }).click();
  await webview({ contains: ".run-page h1" });
  await screenshot("german-run");
  await results.locator("[role=option]").first().click();
  const inspector = await webview({ title: /\.jpg$/, contains: ".verdict" });
  await inspector
    .getByText(strings.Anomalous!, { exact: true })
    .or(inspector.getByText(strings.Normal!, { exact: true }))
    .first()
    .waitFor();
  await screenshot("german-inspector");
});
