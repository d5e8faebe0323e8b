/** Not a test of anything: takes the pictures of docs/screens. */

import { cp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import { e2eTest } from "../e2e/support/e2eTest.ts";
import { anopleJson } from "../e2e/support/sampleData.ts";
import { useWorkbench } from "../e2e/support/workbench.ts";

/** Paths are in the pictures, so they are short and say nothing. */
const FOLDER = path.join(os.tmpdir(), "parts");
const THEMES = ["dark", "light"] as const;
const SEEDS = [0, 1, 2];

const current = useWorkbench({
  folder: FOLDER,
  prepare: async (folder) => {
    await rm(folder, { recursive: true, force: true });
    const data = path.join(folder, "hazelnut");
    await cp("media/samples/hazelnut", data, { recursive: true });
    for (const seed of SEEDS) {
      const { run } = await anopleJson("train", data, "--preset", "fast", "--seed", String(seed));
      await anopleJson("eval", run, data);
    }
  },
});
after(() => rm(FOLDER, { recursive: true, force: true }));

e2eTest("run page", async () => {
  const { openContainer, page, screenshot, tree, webview } = current();
  await page.setViewportSize({ width: 1440, height: 900 });
  await openContainer("AnoPLe");
  await tree("Data Sets").expand("hazelnut");
  await tree("Runs").row("hazelnut").first().waitFor();
  await tree("Runs").clickInline("hazelnut", "Open Run");
  await (await webview({ title: "Run hazelnut" })).getByText("Losses").first().waitFor();
  for (const theme of THEMES) await screenshot("run", theme);
});

e2eTest("inspector", async () => {
  const { contextMenu, openContainer, screenshot, webview } = current();
  await contextMenu("hazelnut/test/colour/03.jpg", ["AnoPLe", "Score Image"]);
  await (await webview({ title: "03.jpg" })).locator("canvas").first().waitFor();
  await openContainer("AnoPLe");
  for (const theme of THEMES) await screenshot("inspector", theme);
});

e2eTest("results, in a wide side bar", async () => {
  const { page, screenshot, tree, webview } = current();
  await tree("Runs").click("hazelnut");
  const sash = page.locator(".monaco-sash.vertical").nth(1);
  const box = (await sash.boundingBox())!;
  await page.mouse.move(box.x + 2, 450);
  await page.mouse.down();
  await page.mouse.move(box.x + 440, 450, { steps: 10 });
  await page.mouse.up();
  for (const name of ["Data Sets", "Runs"]) await page.locator(`.pane-header[aria-label="${name} Section"]`).click();
  const results = await webview({ title: "Results" });
  await results.getByText("Image AUROC").first().waitFor();
  for (const theme of THEMES) await screenshot("results", theme);
});

e2eTest("steps of a training", async () => {
  const { choose, dismiss, quickInput, runCommand, screenshot, waitForStep, webview } = current();
  await runCommand("AnoPLe: Train on Folder");
  await waitForStep("Which data set? These were found in the workspace.");
  await choose("hazelnut");
  await waitForStep("AnoPLe: Train on hazelnut (1/3)");
  await choose("Choose by eye…");
  const picker = await webview({ contains: ".tray" });
  await picker.locator("[role=option]").nth(2).click();
  for (const theme of THEMES) await screenshot("support", theme);
  await picker.getByRole("button", { name: /^Use These/ }).click();
  await quickInput
    .getByText(/about .+ here, 200 steps/)
    .first()
    .waitFor({ timeout: 120_000 });
  for (const theme of THEMES) await screenshot("preset", theme);
  await choose("Balanced");
  await waitForStep("AnoPLe: Train on hazelnut (3/3)");
  for (const theme of THEMES) await screenshot("plan", theme);
  await dismiss();
});
