/** What interrupts a training: the user, a crash of the engine, a reload of the window. None loses what was learnt. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { e2eTest } from "./support/e2eTest.ts";
import { addHazelnuts, SLOW } from "./support/sampleData.ts";
import { useWorkbench } from "./support/workbench.ts";

const current = useWorkbench({
  prepare: async (folder) => void (await addHazelnuts(folder)),
  settings: { ...SLOW, "anople.training.evaluateAfterwards": false },
});

/** Starts a training from the Explorer and waits until it has done some steps; gives the run's directory. */
async function startTraining(): Promise<string> {
  const { choose, contextMenu, page, waitForStep } = current();
  await contextMenu("hazelnut", ["AnoPLe", "Train on Folder"]);
  await waitForStep("AnoPLe: Train on hazelnut (1/3)");
  await choose("1 picture, at random");
  await waitForStep("AnoPLe: Train on hazelnut (2/3)");
  await choose("Fast");
  await waitForStep("AnoPLe: Train on hazelnut (3/3)");
  await choose("Start training");
  await page
    .locator(".notification-list-item-message", { hasText: /step ([3-9]|1\d) of 20/ })
    .first()
    .waitFor({ timeout: 120_000 });
  return (await runs()).at(-1)!;
}

/** Run directories, oldest first. */
async function runs(): Promise<string[]> {
  const found = await current().hostCall(async (vscode) => {
    const files = await vscode.workspace.findFiles("**/.anople/runs/*/run.json");
    return files.map(({ fsPath }) => fsPath);
  });
  return found.map((file) => path.dirname(file)).sort();
}

async function record(run: string): Promise<{ status: string; step: number; steps: number }> {
  return JSON.parse(await readFile(path.join(run, "run.json"), "utf8"));
}

/** Waits for a status on disk. */
async function waitForStatus(run: string, status: string): Promise<void> {
  while ((await record(run)).status !== status) await setTimeout(100);
}

e2eTest("cancel in the middle: the run is kept, and resuming ends it", async () => {
  const { clearNotifications, notification, openContainer, pressNotification, screenshot, tree, webview } = current();
  const run = await startTraining();
  const began = Date.now();
  await pressNotification(/Training on hazelnut/, "Cancel");
  await notification(/The training was stopped/);
  console.log(`Stopped ${((Date.now() - began) / 1000).toFixed(1)} s after Cancel was pressed, message and all.`);
  const stopped = await record(run);
  assert.equal(stopped.status, "stopped");
  assert.ok(stopped.step >= 3 && stopped.step < 20, String(stopped.step));
  await openContainer("AnoPLe");
  await screenshot("stopped");
  await clearNotifications();
  await tree("Runs").clickInline("hazelnut", "Resume Training");
  await notification(/Trained on hazelnut/, { timeout: 200_000 });
  const page = await webview({ title: "Run hazelnut" });
  await page.getByText("Finished").first().waitFor();
  assert.deepEqual(await record(run).then(({ status, step }) => [status, step]), ["finished", 20]);
  const events = (await readFile(path.join(run, "events.ndjson"), "utf8")).trim().split("\n");
  const steps = events.map((line) => JSON.parse(line).step as number);
  assert.deepEqual(
    steps,
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  await clearNotifications();
});

e2eTest("a crash of the engine: one message, and Resume goes on in a new process", async () => {
  const { clearNotifications, findProcesses, killProcess, notification, notifications, pressNotification, screenshot } =
    current();
  const run = await startTraining();
  const processes = await findProcesses("dist/engine.js");
  const busy = await mostMemory(processes.map(({ pid }) => pid));
  await killProcess(busy);
  await notification(/The AnoPLe engine ended unexpectedly/);
  await screenshot("crashed");
  assert.equal((await notifications()).filter((text) => /unexpectedly/.test(text)).length, 1);
  assert.equal((await record(run)).status, "running", "a killed process writes nothing");
  await pressNotification(/ended unexpectedly/, "Resume");
  await notification(/Trained on hazelnut/, { timeout: 200_000 });
  assert.equal((await record(run)).status, "finished");
  await clearNotifications();
});

e2eTest("a reload in mid-training: the run is saved, its page comes back and offers to resume", async () => {
  const { notification, pressNotification, reloadWindow, screenshot, webview } = current();
  const run = await startTraining();
  await reloadWindow();
  await waitForStatus(run, "stopped");
  const page = await webview({ title: "Run hazelnut" });
  await page.getByRole("button", { name: "Resume" }).waitFor();
  await notification(/was interrupted at step/);
  await screenshot("reloaded");
  await pressNotification(/was interrupted at step/, "Resume");
  await notification(/Trained on hazelnut/, { timeout: 200_000 });
  assert.equal((await record(run)).status, "finished");
});

/** Of these processes the one with the largest resident set. */
async function mostMemory(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      return { pid, size: Number(/^VmRSS:\s+(\d+)/m.exec(status)![1]) };
    }),
  );
  return sizes.sort((a, b) => b.size - a.size)[0]!.pid;
}
