import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { IMAGE_EXTENSIONS } from "../src/engine/imaging/decode.ts";
import { loadExtension } from "./support/loadExtension.ts";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly when?: string }[]>>;
  };
}

async function manifest(): Promise<Manifest> {
  return JSON.parse(await readFile("package.json", "utf8"));
}

test("the manifest and the code have the same commands", async () => {
  const { contributes } = await manifest();
  const declared = contributes.commands.map(({ command }) => command).sort();
  assert.deepEqual(declared, [...loadExtension().commands.keys()].sort());
  assert.notEqual(declared.length, 0);
});

test("activation takes less than 50 ms, starts nothing and loads no native module", () => {
  // loadExtension refuses native modules. The fastest of several loads: the machine may be busy.
  const times = Array.from({ length: 5 }, () => loadExtension().activationMs);
  assert.ok(Math.min(...times) < 50, `activate took ${times.map((ms) => ms.toFixed(1)).join(", ")} ms`);
  assert.equal(
    (process as unknown as { _getActiveHandles(): { pid?: number }[] })._getActiveHandles().filter(({ pid }) => pid)
      .length,
    0,
  );
});

test("menus offer to score just the images that the engine reads", async () => {
  const { contributes } = await manifest();
  const clauses = ["anople.explorer", "editor/title", "editor/title/context"].map(
    (menu) => contributes.menus[menu]!.find(({ command }) => command === "anople.scoreImage")!.when!,
  );
  for (const when of clauses) {
    const pattern = new RegExp(/=~ \/(.+)\/i/.exec(when)![1]!, "i");
    for (const extension of IMAGE_EXTENSIONS) assert.match(extension, pattern);
    for (const other of [".txt", ".json", ".pngx", ".svg"]) assert.doesNotMatch(other, pattern);
  }
});

test("training is refused in a workspace that is not trusted, even if its command is run", async () => {
  const vscode = loadExtension();
  vscode.api.workspace.isTrusted = false;
  await vscode.run("anople.trainOnFolder", vscode.uri(path.resolve("media/samples/hazelnut")));
  await vscode.run("anople.trainOnFolder");
  assert.equal(vscode.messages.length, 2);
  for (const message of vscode.messages) assert.match(message, /trusted workspaces only/);
});
