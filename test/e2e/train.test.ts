/** From a folder of pictures to a trained run and its failures, without a terminal. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { e2eTest } from "./support/e2eTest.ts";
import { environment } from "./support/environment.ts";
import { addHazelnuts, QUICK } from "./support/sampleData.ts";
import { useWorkbench } from "./support/workbench.ts";

const current = useWorkbench({
  prepare: async (folder) => void (await addHazelnuts(folder)),
  settings: QUICK,
});

/** What `anople eval --json` says of a run. */
async function evaluateOnCommandLine(run: string, data: string) {
  const cli = path.join(environment().stage, "dist", "cli.js");
  const { stdout } = await promisify(execFile)(process.execPath, [cli, "eval", run, data, "--json"]);
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

e2eTest("a first look: the data set is found, its images are listed", async () => {
  const { openContainer, screenshot, tree } = current();
  await openContainer("AnoPLe");
  await tree("Data Sets").expand("hazelnut", "test/colour");
  await tree("Data Sets").row("00.jpg").waitFor();
  await screenshot("datasets");
});

e2eTest("training from the palette shows a plan, progress and results", async () => {
  const { choices, choose, notification, runCommand, screenshot, tree, waitForStep, webview } = current();
  await runCommand("AnoPLe: Train on Folder");
  await waitForStep("AnoPLe: Train on Folder");
  await choose("hazelnut");
  await waitForStep("AnoPLe: Train on hazelnut (1/3)");
  await screenshot("train-support");
  await choose("1 picture, at random");
  await waitForStep("AnoPLe: Train on hazelnut (2/3)");
  await screenshot("train-preset");
  await choose("Fast");
  await waitForStep("AnoPLe: Train on hazelnut (3/3)");
  assert.ok((await choices()).includes("Start training"));
  await screenshot("train-plan");
  await choose("Start training");
  const page = await webview({ title: /hazelnut/ });
  await screenshot("training");
  await notification(/Trained on hazelnut: image AUROC/, { timeout: 200_000 });
  await screenshot("trained");
  await tree("Runs").click("hazelnut");
  const results = await webview({ title: "Results" });
  await results.getByText("Image AUROC").first().waitFor();
  await screenshot("results");
  assert.ok(page);
});
