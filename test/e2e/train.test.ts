/** From a folder of pictures to a trained run and its failures, without a terminal. */

import assert from "node:assert/strict";
import path from "node:path";
import { e2eTest } from "./support/e2eTest.ts";
import { addHazelnuts, anopleJson, QUICK } from "./support/sampleData.ts";
import { useWorkbench } from "./support/workbench.ts";

const current = useWorkbench({
  prepare: async (folder) => void (await addHazelnuts(folder)),
  settings: QUICK,
});

e2eTest("a first look: the data set is found, its images are listed", async () => {
  const { openContainer, screenshot, tree } = current();
  await openContainer("AnoPLe");
  await tree("Data Sets").expand("hazelnut", "test/colour");
  await tree("Data Sets").row("00.jpg").waitFor();
  await screenshot("datasets");
});

e2eTest("from the Data Sets view: support images chosen by eye, then left by Escape; nothing is written", async () => {
  const { choose, dismiss, hostCall, openContainer, screenshot, tree, waitForStep, webview } = current();
  await openContainer("AnoPLe");
  await tree("Data Sets").clickInline("hazelnut", "Train on Folder");
  await waitForStep("AnoPLe: Train on hazelnut (1/3)");
  await choose("Choose by eye…");
  const picker = await webview({ contains: ".tray" });
  await picker.locator("[role=option]").nth(2).click();
  await screenshot("support-picker", "dark");
  await screenshot("support-picker", "light");
  await picker.getByRole("button", { name: "Use These 2 Images" }).click();
  await waitForStep("AnoPLe: Train on hazelnut (2/3)");
  await choose("Balanced");
  await waitForStep("AnoPLe: Train on hazelnut (3/3)");
  await current().quickInput.getByText("balanced, from 2 pictures").waitFor();
  await dismiss();
  const runs = await hostCall(async (vscode) => (await vscode.workspace.findFiles("**/.anople/**")).length);
  assert.equal(runs, 0);
});

e2eTest("training from the palette: steps, plan, live page, results as on the command line", async () => {
  const { choices, choose, folder, hostCall, notification, runCommand, screenshot, tree, waitForStep, webview } =
    current();
  await runCommand("AnoPLe: Train on Folder");
  await waitForStep("Which data set? These were found in the workspace.");
  await choose("hazelnut");
  await waitForStep("AnoPLe: Train on hazelnut (1/3)");
  await screenshot("train-support");
  await choose("1 picture, at random");
  await waitForStep("AnoPLe: Train on hazelnut (2/3)");
  // The times on this machine are measured while the list is open.
  await current()
    .quickInput.getByText(/about .+ here, 6 steps/)
    .first()
    .waitFor({ timeout: 120_000 });
  await screenshot("train-preset");
  await choose("Fast");
  await waitForStep("AnoPLe: Train on hazelnut (3/3)");
  assert.ok((await choices()).includes("Start training"));
  await screenshot("train-plan");
  await choose("Start training");
  const page = await webview({ title: /^Run/ });
  await page
    .getByText(/Step \d of 6/)
    .first()
    .waitFor();
  await screenshot("training");
  await notification(/Trained on hazelnut: image AUROC/, { timeout: 200_000 });
  await page.getByText("Finished and evaluated").waitFor();
  await screenshot("trained");

  const [run] = await hostCall(async (vscode) => {
    const found = await vscode.workspace.findFiles("**/.anople/runs/*/run.json");
    return found.map(({ fsPath }) => fsPath);
  });
  const expected = await anopleJson("eval", path.dirname(run!), path.join(folder, "hazelnut"));
  await tree("Runs").click("hazelnut");
  const results = await webview({ title: "Results" });
  const percent = (value: number) => `${(100 * value).toFixed(1)}%`;
  const { image, pixel } = expected;
  for (const [name, value] of [
    ["Image AUROC", image.auroc],
    ["Image AP", image.ap],
    ["Image F1-max", image.f1Max],
    ["Pixel AUROC", pixel.auroc],
    ["AUPRO", pixel.aupro],
  ] as const) {
    const card = results
      .locator("article, .card, li, div")
      .filter({ hasText: new RegExp(`^${name}`) })
      .first();
    const text = (await card.textContent())!;
    assert.ok(text.includes(percent(value)), `${name}: ${text}`);
  }
});
