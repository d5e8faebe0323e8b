/** Restricted Mode: what a folder that nobody trusts may do, and what it may not. */

import assert from "node:assert/strict";
import { cp, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { sha256OfFile } from "../../src/engine/base/hash.ts";
import { folderSnapshot } from "../support/folderSnapshot.ts";
import { e2eTest } from "./support/e2eTest.ts";
import { environment } from "./support/environment.ts";
import { addHazelnuts, QUICK, trainOnCommandLine } from "./support/sampleData.ts";
import { useWorkbench } from "./support/workbench.ts";

/** Where runs wait beside the workspace until a test puts them into it. */
const aside = (folder: string) => path.join(folder, "..", "aside");

const current = useWorkbench({
  trust: "ask",
  settings: QUICK,
  prepare: async (folder) => {
    const data = await addHazelnuts(folder);
    const run = await trainOnCommandLine(data);
    await mkdir(aside(folder));
    await rename(path.join(data, ".anople"), path.join(aside(folder), "own"));
    await addForeignRun(path.join(aside(folder), "own", "runs", path.basename(run)), folder);
    await mkdir(path.join(folder, ".vscode"));
    const settings = { "anople.modelDirectories": [path.join(folder, "foreign")] };
    await writeFile(path.join(folder, ".vscode", "settings.json"), JSON.stringify(settings));
  },
});

/** A run like `run` whose record says that it was trained with a model in the workspace, which differs in one byte. */
async function addForeignRun(run: string, folder: string): Promise<void> {
  const model = path.join(folder, "foreign", "model");
  await cp(path.join(environment().stage, "media", "models", "anople-mini"), model, { recursive: true });
  const weights = path.join(model, "model.safetensors");
  const file = await open(weights, "r+");
  const { size } = await file.stat();
  await file.write(Buffer.of(1), 0, 1, size - 4);
  await file.close();
  const copy = path.join(aside(folder), "foreign", "runs", "20260101-000000-foreign");
  await cp(run, copy, { recursive: true });
  await rm(path.join(copy, "metrics.json"));
  const record = JSON.parse(await readFile(path.join(copy, "run.json"), "utf8"));
  record.id = path.basename(copy);
  record.model = { name: "foreign", directory: model, fingerprint: await sha256OfFile(weights) };
  record.categories[0].name = "foreign";
  record.categories[0].root = path.dirname(model);
  record.thresholds = { foreign: Object.values(record.thresholds)[0] };
  await writeFile(path.join(copy, "run.json"), JSON.stringify(record));
}

async function engines() {
  return current().findProcesses(path.join("dist", "engine.js"));
}

/** Whoever copies a folder with folders in it can't rely on VS Code to notice what lies deep in it. */
async function refreshRuns() {
  await current().tree("Runs").clickTitleAction("Refresh Runs");
}

e2eTest("the data sets of a folder that is not trusted are listed", async () => {
  const { openContainer, pane, pressDialog, screenshot, tree } = current();
  await pressDialog(/trust the authors/i, /^No/);
  await openContainer("AnoPLe");
  await tree("Data Sets").expand("hazelnut", "test/colour");
  await tree("Data Sets").row("00.jpg").waitFor();
  const welcome = pane("Runs").locator(".welcome-view-content");
  await welcome.getByText("Training needs a trusted workspace.").waitFor();
  await welcome.getByRole("button", { name: "Manage Workspace Trust" }).waitFor();
  await screenshot("restricted");
  assert.notEqual((await engines()).length, 0);
  for (const { command } of await engines()) assert.match(command, / --restricted$/);
});

e2eTest("training is not offered, and refused when it is called all the same", async () => {
  const { clearNotifications, commandsMatching, contextMenuEntries, folder, hostCall, notification, screenshot } =
    current();
  assert.ok(!(await commandsMatching("AnoPLe: Train")).includes("AnoPLe: Train on Folder"));
  const entries = await contextMenuEntries("hazelnut", ["AnoPLe"]);
  assert.ok(entries.includes("Score Image"), entries.join());
  assert.ok(!entries.includes("Train on Folder"), entries.join());

  const [files, before] = [await folderSnapshot(folder), await engines()];
  await hostCall(
    (vscode, data) => void vscode.commands.executeCommand("anople.trainOnFolder", vscode.Uri.file(data)),
    path.join(folder, "hazelnut"),
  );
  const message = await notification("AnoPLe trains in trusted workspaces only.");
  await message.hover();
  await message.getByRole("button", { name: "Manage Workspace Trust" }).waitFor();
  await screenshot("restricted-training");
  assert.deepEqual(await folderSnapshot(folder), files);
  assert.deepEqual(await engines(), before);
  await clearNotifications();
});

e2eTest("settings of the workspace that name models count for nothing", async () => {
  const { hostCall } = current();
  const directories = await hostCall((vscode) => vscode.workspace.getConfiguration("anople").get("modelDirectories"));
  assert.deepEqual(directories, []);
});

e2eTest("an image is scored with a run of the bundled model", async () => {
  const { contextMenu, folder, openContainer, screenshot, tree, webview } = current();
  await cp(path.join(aside(folder), "own"), path.join(folder, "hazelnut", ".anople"), { recursive: true });
  await openContainer("AnoPLe");
  await refreshRuns();
  await tree("Runs").row("hazelnut").waitFor();
  await openContainer("Explorer");
  await contextMenu("hazelnut/test/colour/03.jpg", ["AnoPLe", "Score Image"]);
  const inspector = await webview({ title: "03.jpg" });
  await inspector.getByText(/^(Anomalous|Normal)$/).waitFor({ timeout: 120_000 });
  await screenshot("restricted-score");
  assert.equal((await engines()).length, 2);
  for (const { command } of await engines()) assert.match(command, / --restricted$/);
});

e2eTest("a run of another model is refused", async () => {
  const { choose, folder, openContainer, screenshot, tree, waitForStep, webview } = current();
  await cp(path.join(aside(folder), "foreign"), path.join(folder, "foreign", ".anople"), { recursive: true });
  await openContainer("AnoPLe");
  await refreshRuns();
  await tree("Runs").row("foreign").waitFor();
  const inspector = await webview({ title: "03.jpg" });
  await inspector.getByRole("button", { name: "Choose Another Run" }).click();
  await waitForStep("Score with which run?");
  await choose("foreign");
  const refused = await webview({ title: "03.jpg", contains: "[role=alert]" });
  const text = await refused.getByRole("alert").textContent();
  assert.match(text!, /was trained with the model "foreign", which does not come with AnoPLe/);
  assert.match(text!, /Trust the workspace/);
  await screenshot("restricted-foreign");
});

e2eTest("once the folder is trusted, training is offered and the other model is loaded", async () => {
  const { commandsMatching, contextMenuEntries, hostCall, page, runCommand, screenshot, waitForStep, webview } =
    current();
  await runCommand("Workspaces: Manage Workspace Trust");
  await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
  await page.locator(".workspace-trust-editor").getByText("You trust this folder").waitFor();
  await screenshot("trusted");
  assert.equal(await hostCall((vscode) => vscode.workspace.isTrusted), true);

  // The inspector asks again when it is back in front.
  await hostCall(async (vscode) => {
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });
  const inspector = await webview({ title: "03.jpg", contains: ".verdict" });
  await inspector.getByText(/^(Anomalous|Normal)$/).waitFor();
  await screenshot("trusted-foreign");
  assert.notEqual((await engines()).length, 0);
  for (const { command } of await engines()) assert.doesNotMatch(command, /--restricted/);

  assert.ok((await commandsMatching("AnoPLe: Train")).includes("AnoPLe: Train on Folder"));
  assert.ok((await contextMenuEntries("hazelnut", ["AnoPLe"])).includes("Train on Folder"));
  await runCommand("AnoPLe: Train on Folder");
  await waitForStep("Which data set? These were found in the workspace.");
  await current().dismiss();
});
