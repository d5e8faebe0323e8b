import assert from "node:assert/strict";
import Module, { createRequire } from "node:module";
import path from "node:path";
import { fakeVscode } from "./fakeVscode.ts";

/** Node's module loader, where other modules can be put in the place of the real ones. */
const loader = Module as unknown as {
  _load(request: string, ...rest: unknown[]): unknown;
  _extensions: Record<string, (...args: unknown[]) => unknown>;
};
const realLoad = loader._load;
const NATIVE = ["onnxruntime-node", "sharp"];

/**
 * Loads the built extension anew into an editor of its own and activates it. From then on the process can load no native
 * module, which fails the test.
 *
 * @returns the editor, and how long `activate` took in milliseconds
 */
export function loadExtension(): ReturnType<typeof fakeVscode> & { activationMs: number } {
  const vscode = fakeVscode();
  loader._extensions[".node"] = () => assert.fail("The extension loads a native module.");
  loader._load = (request, ...rest) => {
    if (request === "vscode") return vscode.api;
    if (NATIVE.includes(request)) assert.fail(`The extension loads ${request}.`);
    return realLoad.call(loader, request, ...rest);
  };
  const root = path.resolve(".");
  const require = createRequire(path.join(root, "package.json"));
  const file = require.resolve("./dist/extension.cjs");
  delete require.cache[file];
  const { activate } = require(file);
  const memento = { get: (_: string, fallback: unknown) => fallback, update: async () => {} };
  const context = {
    subscriptions: [],
    extensionPath: root,
    extensionUri: vscode.uri(root),
    globalStorageUri: vscode.uri(path.join(root, "out", "storage")),
    workspaceState: memento,
  };
  const began = performance.now();
  activate(context);
  return Object.assign(vscode, { activationMs: performance.now() - began });
}
