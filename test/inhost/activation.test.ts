import assert from "node:assert/strict";
import path from "node:path";
import { before, describe, it } from "mocha";
import * as vscode from "vscode";

describe("the extension", () => {
  let extension: vscode.Extension<unknown>;

  before(async () => {
    const found = vscode.extensions.getExtension("anople.anople");
    assert.ok(found, "VS Code has no extension anople.anople");
    extension = found;
    await extension.activate();
  });

  it("activates", () => {
    assert.equal(extension.isActive, true);
  });

  it("registers every command of its manifest", async () => {
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const declared = contributes.commands.map(({ command }) => command);
    assert.notEqual(declared.length, 0);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.filter((command) => !registered.has(command)),
      [],
    );
  });

  it("loads no native module into the extension host", () => {
    // Reverse look-ups of addresses would take long.
    Object.assign(process.report, { excludeNetwork: true });
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    assert.notEqual(sharedObjects.length, 0);
    const loaded = [...sharedObjects, ...Object.keys(require.cache).filter((file) => file.endsWith(".node"))];
    const ours = (file: string) =>
      file.startsWith(extension.extensionPath + path.sep) || /onnxruntime|libvips|sharp/i.test(path.basename(file));
    assert.deepEqual(loaded.filter(ours), []);
  });
});
