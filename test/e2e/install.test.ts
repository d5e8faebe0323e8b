import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { e2eTest } from "./support/e2eTest.ts";
import { useWorkbench } from "./support/workbench.ts";

const ID = "anople.anople";
/** In milliseconds; what VS Code itself measures for loading the code and for activate(). */
const MAX_ACTIVATION = 50;
/** Windows in which that is measured; other work on the machine only ever adds to it. */
const ATTEMPTS = 5;

interface Manifest {
  readonly displayName: string;
  readonly version: string;
  readonly contributes: {
    readonly commands: readonly { command: string; category: string; title: string }[];
    readonly menus: { readonly commandPalette?: readonly { command: string }[] };
  };
}

const readManifest = async (): Promise<Manifest> => JSON.parse(await readFile("package.json", "utf8"));
const current = useWorkbench({ extension: "vsix" });

e2eTest("the packed extension installs into a clean VS Code and activates", async () => {
  const { hostCall, page, screenshot } = current();
  const { displayName, version } = await readManifest();
  const installed = await hostCall(async (vscode, id) => {
    const extension = vscode.extensions.getExtension(id);
    await extension?.activate();
    return { version: extension?.packageJSON.version as string, isActive: extension?.isActive };
  }, ID);
  assert.deepEqual(installed, { version, isActive: true });
  await hostCall(async (vscode, id) => {
    await vscode.commands.executeCommand("extension.open", id);
  }, ID);
  await page.locator(".extension-editor .name", { hasText: displayName }).waitFor();
  await screenshot("extension-page");
});

e2eTest("its commands are in the palette", async () => {
  const { commandsMatching } = current();
  const { contributes } = await readManifest();
  const texts = JSON.parse(await readFile("package.nls.json", "utf8")) as Record<string, string>;
  const never = new Set(contributes.menus.commandPalette?.map(({ command }) => command));
  const shown = contributes.commands.filter(({ command }) => !never.has(command));
  assert.notEqual(shown.length, 0);
  for (const { category, title } of shown) {
    const whole = `${category}: ${texts[title.slice(1, -1)] ?? title}`;
    assert.ok((await commandsMatching(whole)).includes(whole), whole);
  }
});

e2eTest("the packed command line and the packed native modules load", async () => {
  const { hostCall } = current();
  const folder = await hostCall((vscode, id) => vscode.extensions.getExtension(id)!.extensionPath, ID);
  const node = (...words: string[]) => promisify(execFile)(process.execPath, words, { cwd: path.join(folder, "dist") });
  const inspected = await node("cli.js", "inspect", path.join(folder, "media", "samples", "hazelnut"));
  assert.match(inspected.stdout, /hazelnut/);
  const script = 'await import("onnxruntime-node"); await import("sharp"); console.log(import.meta.resolve("sharp"));';
  const loaded = await node("--input-type=module", "--eval", script);
  assert.ok(fileURLToPath(loaded.stdout.trim()).startsWith(path.join(folder, "dist", "node_modules")));
});

e2eTest(`VS Code reports less than ${MAX_ACTIVATION} ms for its activation`, async () => {
  const { hostCall, page, reloadWindow, runCommand } = current();
  const { displayName } = await readManifest();
  const row = page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: displayName });
  // The list draws only rows that are in sight, and we hope to be at its end.
  await page.setViewportSize({ width: 1280, height: 2400 });
  const times: number[] = [];
  while (times.length < ATTEMPTS && !times.some((time) => time < MAX_ACTIVATION)) {
    await reloadWindow();
    await hostCall(async (vscode, id) => {
      await vscode.extensions.getExtension(id)!.activate();
    }, ID);
    await runCommand("Developer: Show Running Extensions");
    const text = (await row.locator(".activation-time").textContent()) ?? "";
    times.push(Number(/(\d+)\s*ms/.exec(text)![1]));
  }
  console.log(`Activation took ${times.join(", ")} ms.`);
  assert.ok(Math.min(...times) < MAX_ACTIVATION);
});
