/** The Data Sets view: what is found, what is odd, what comes and goes. */

import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { flatPng } from "../support/tinyDataset.ts";
import { e2eTest } from "./support/e2eTest.ts";
import { useWorkbench } from "./support/workbench.ts";

const TRAIN = 2500;

const current = useWorkbench();

/** Where other folders lie than the one that is open. */
const outside = (...names: string[]) => path.join(current().profile.root, ...names);
const dataSets = () => current().tree("Data Sets");

/** `count` grey images, named after their number. */
async function writeImages(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const png = flatPng(8, 8, 128);
  for (let i = 0; i < count; i++) await writeFile(path.join(folder, `${String(i).padStart(4, "0")}.png`), png);
}

/** A data set with many images to learn from, and a defect one of whose two images has a mask. */
async function writeLargeDataset(folder: string): Promise<void> {
  await writeImages(path.join(folder, "train", "good"), TRAIN);
  await writeImages(path.join(folder, "test", "good"), 3);
  await writeImages(path.join(folder, "test", "scratch"), 2);
  await mkdir(path.join(folder, "ground_truth", "scratch"), { recursive: true });
  await writeFile(path.join(folder, "ground_truth", "scratch", "0000_mask.png"), flatPng(8, 8, 255));
}

/** Waits for a row with this label whose description matches. */
async function waitForDescription(label: string, description: RegExp): Promise<void> {
  await dataSets().row(label).locator(".label-description", { hasText: description }).waitFor();
}

/** Opens what the address says in the same window. */
async function openWindow(query: Readonly<Record<string, string>>): Promise<void> {
  const { hostCall, page, profile } = current();
  await rm(profile.bridge, { force: true });
  await page.goto(`${new URL(page.url()).origin}/?${new URLSearchParams(query)}`);
  await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 120_000 });
  await hostCall(() => true);
}

e2eTest("a window without a folder says what to open, and opens the sample", async () => {
  const { openContainer, pane, screenshot } = current();
  await openWindow({ ew: "true" });
  await openContainer("AnoPLe");
  const welcome = pane("Data Sets").locator(".welcome-view-content");
  await welcome.getByText(/^Open a folder with pictures of parts/).waitFor();
  await welcome.getByRole("button", { name: "Open Folder" }).waitFor();
  await screenshot("welcome-no-folder");
  await welcome.locator("a", { hasText: "Open the sample data set" }).click();
  await waitForDescription("hazelnut", /^\d+ train · \d+ \+ \d+ test$/);
  await screenshot("sample-no-folder");
});

e2eTest("an empty workspace says how to add a data set; an added one is shown until it is removed", async () => {
  const { answerFileDialog, folder, openContainer, pane, screenshot } = current();
  await writeLargeDataset(outside("elsewhere", "screws"));
  await openWindow({ folder });
  await openContainer("AnoPLe");
  const welcome = pane("Data Sets").locator(".welcome-view-content");
  await welcome.getByText("No data set was found in this workspace.").waitFor();
  await screenshot("welcome-no-datasets");
  await welcome.getByRole("button", { name: "Add Data Set Folder" }).click();
  await answerFileDialog(outside("elsewhere", "screws"));
  await waitForDescription("screws", /2500 train · 3 \+ 2 test$/);
  await dataSets().contextMenu("screws", ["Remove from View"]);
  await welcome.getByText("No data set was found in this workspace.").waitFor();
});

e2eTest("the sample is opened from the welcome text, as a copy that runs can be written beside", async () => {
  const { hostCall, pane, screenshot } = current();
  await pane("Data Sets").locator(".welcome-view-content a", { hasText: "Open the sample data set" }).click();
  await dataSets().expand("hazelnut", "train/good");
  await dataSets().click("00.jpg");
  const opened = await hostCall((vscode) => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input as { uri?: { fsPath: string } } | undefined;
    return input?.uri?.fsPath;
  });
  assert.match(opened ?? "", /globalStorage.*samples.hazelnut.train.good.00\.jpg$/);
  await screenshot("sample");
  await dataSets().contextMenu("hazelnut", ["Remove from View"]);
  await dataSets().row("hazelnut").waitFor({ state: "detached" });
});

e2eTest("a large group is shown in parts, and what is odd is counted", async () => {
  const { openContainer, page, screenshot } = current();
  await openWindow({ folder: outside("elsewhere") });
  await openContainer("AnoPLe");
  await waitForDescription("screws", /^⚠ 1 · 2500 train · 3 \+ 2 test$/);
  await dataSets().row("screws").hover();
  await page.locator(".monaco-hover", { hasText: "1 anomalous image has no mask: 0001.png." }).waitFor();
  await screenshot("dataset-problem");

  await dataSets().expand("screws");
  await waitForDescription("test/scratch", /^2 images, 1 masks?$/);
  await dataSets().expand("train/good");
  const labels = await dataSets().labels();
  assert.deepEqual(
    labels.filter((label) => label.includes("–")),
    ["1–1000", "1001–2000", "2001–2500"],
  );
  await waitForDescription("2001–2500", /^2000\.png$/);
  await dataSets().expand("2001–2500");
  await dataSets().click("2000.png");
  await page.locator(".tab.active", { hasText: "2000.png" }).waitFor();
  await page.locator(".image-container img, iframe.webview.ready").first().waitFor();
  await screenshot("dataset-parts");
});

e2eTest("files that come and go are noticed without being asked", async () => {
  const file = outside("elsewhere", "screws", "test", "good", "0003.png");
  await writeFile(file, flatPng(8, 8, 128));
  await waitForDescription("screws", /2500 train · 4 \+ 2 test/);
  await rm(file);
  await waitForDescription("screws", /2500 train · 3 \+ 2 test$/);
});

e2eTest("a folder of the Explorer is added, once", async () => {
  const { contextMenu, openContainer, screenshot } = current();
  await openContainer("Explorer");
  await contextMenu("../elsewhere/screws", ["AnoPLe", "Add Data Set Folder"]);
  await waitForDescription("screws", /2500 train/);
  assert.equal(await dataSets().row("screws").count(), 1);
  await rm(outside("elsewhere", "screws"), { recursive: true });
  await openContainer("AnoPLe");
  await dataSets().row("screws").waitFor({ state: "detached" });
  await screenshot("dataset-gone");
});

e2eTest("the walkthrough has five steps, each with a picture and a button", async () => {
  const { hostCall, page, screenshotInAllThemes, screenshot } = current();
  await hostCall(async (vscode) => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    // The pictures are left out where there is no room for them.
    await vscode.commands.executeCommand("workbench.action.closeSidebar");
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", "anople.anople#anople.start", false);
  });
  const steps = page.locator(".getting-started-step");
  await steps.first().waitFor();
  const titles = await steps.locator(".step-title").allTextContents();
  assert.deepEqual(titles, [
    "Open the sample data set",
    "Look at the pictures",
    "Train on one picture",
    "Read the results",
    "Score a picture of your own",
  ]);
  for (const [index, title] of titles.entries()) {
    await steps.filter({ hasText: title }).locator(".step-title").click();
    await steps
      .nth(index)
      .getByRole("button", { name: /^[A-Z]/ })
      .first()
      .waitFor();
    await page.locator(".getting-started-media").locator("img, svg, iframe").first().waitFor();
    await screenshot(`walkthrough-${index + 1}`);
  }
  await screenshotInAllThemes("walkthrough");
});
