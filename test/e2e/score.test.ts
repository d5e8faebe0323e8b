/** Scoring images from the Explorer, and the side panel's threshold and failures. */

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { e2eTest } from "./support/e2eTest.ts";
import { addHazelnuts, anopleJson, trainOnCommandLine } from "./support/sampleData.ts";
import { useWorkbench } from "./support/workbench.ts";

let run: string;
const current = useWorkbench({
  prepare: async (folder) => {
    run = await trainOnCommandLine(await addHazelnuts(folder));
  },
});

const at = (...names: string[]) => path.join(current().folder, "hazelnut", ...names);

e2eTest("one image from the context menu opens in the inspector, with the command line's score", async () => {
  const { contextMenu, contextMenuEntries, screenshot, webview } = current();
  assert.deepEqual(await contextMenuEntries("hazelnut/test/colour/00.jpg", ["AnoPLe"]), ["Score Image"]);
  await contextMenu("hazelnut/test/colour/00.jpg", ["AnoPLe", "Score Image"]);
  const inspector = await webview({ title: "00.jpg" });
  await inspector.locator("canvas").first().waitFor({ timeout: 60_000 });
  await screenshot("inspector", "dark");
  await screenshot("inspector", "light");
  const { results } = await anopleJson("score", run, at("test/colour/00.jpg"));
  const [{ score, threshold }] = results;
  const text = (await inspector.locator("body").textContent())!;
  for (const value of [score, threshold]) assert.ok(text.includes(value.toPrecision(4)), `${value} in: ${text}`);
  assert.match(text, score >= threshold ? /Anomalous/ : /Normal/);
});

e2eTest("the next image takes the same tab; the editor's title has the command too", async () => {
  const { contextMenu, hostCall, page, webview } = current();
  await contextMenu("hazelnut/test/good/04.jpg", ["AnoPLe", "Score Image"]);
  await (await webview({ title: "04.jpg" })).locator("canvas").first().waitFor({ timeout: 60_000 });
  await hostCall(async (vscode, file) => {
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(file));
  }, at("test/good/05.jpg"));
  await page.locator(".editor-actions .action-label[aria-label='Score Image']").click();
  await (await webview({ title: "05.jpg" })).locator("canvas").first().waitFor({ timeout: 60_000 });
  const labels = await hostCall((vscode) =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)),
  );
  assert.equal(labels.filter((label) => label === "04.jpg").length, 0, labels.join(", "));
});

e2eTest("several images, and a folder, go to a table", async () => {
  const { clearNotifications, contextMenu, notification, screenshot } = current();
  await contextMenu(["hazelnut/test/good/04.jpg", "hazelnut/test/good/05.jpg"], ["AnoPLe", "Score Image"]);
  await notification(/2 images scored/);
  await clearNotifications();
  await contextMenu("hazelnut/test/colour", ["AnoPLe", "Score Image"]);
  await notification(/4 images scored/);
  await screenshot("batch");
  const tables = (await readdir(path.join(run, "scored"))).sort();
  assert.equal(tables.length, 2);
  const { results } = await anopleJson("score", run, at("test/colour"));
  const text = await readFile(path.join(run, "scored", tables[1]!), "utf8");
  const [header, ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const column = header!.indexOf("score");
  assert.deepEqual(
    rows.map((row) => Number(row[column])),
    results.map((one: { score: number }) => one.score),
  );
  await clearNotifications();
});

e2eTest("the threshold slider changes counts and failures; a failure opens the inspector", async () => {
  const { openContainer, page, screenshot, tree, webview } = current();
  await openContainer("AnoPLe");
  await tree("Runs").click("hazelnut");
  const results = await webview({ title: "Results" });
  const slider = results.getByRole("slider", { name: /Threshold/ }).first();
  await slider.focus();
  await page.keyboard.press("Home");
  const none = await results.locator("body").textContent();
  await page.keyboard.press("End");
  await results
    .getByText(/Missed/)
    .first()
    .waitFor();
  const all = await results.locator("body").textContent();
  assert.notEqual(none, all);
  await screenshot("results", "dark");
  await screenshot("results", "light");
  await results.locator("[role=listbox] [role=option]").first().click();
  await (await webview({ title: /\.jpg$/ })).locator("canvas").first().waitFor({ timeout: 60_000 });
});

e2eTest("after a reload the inspector and the panel are back", async () => {
  const { openContainer, reloadWindow, webview } = current();
  await reloadWindow();
  await openContainer("AnoPLe");
  await (await webview({ title: "Results" })).getByText("Image AUROC").first().waitFor({ timeout: 60_000 });
  await (await webview({ title: /\.jpg$/ })).locator("canvas").first().waitFor({ timeout: 60_000 });
});
