import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeEach, test } from "node:test";
import { IMAGE_EXTENSIONS } from "../src/engine/imaging/decode.ts";
import { loadExtension } from "./support/loadExtension.ts";

const ROOT = path.resolve(".");
const FOLDER = path.join(ROOT, 'a "part" with it\'s ünicode');
let vscode: ReturnType<typeof loadExtension>;

beforeEach(() => {
  vscode = loadExtension();
});

/** The arguments of the one process that was started, after the program. */
function started(): string[] {
  assert.equal(vscode.tasks.length, 1, "tasks started");
  const { process: program, args, options } = vscode.tasks[0]!.execution;
  assert.equal(program, process.execPath);
  assert.equal(options.env?.ELECTRON_RUN_AS_NODE, "1");
  const [script, ...words] = args;
  assert.equal(script, path.join(ROOT, "dist", "cli.js"));
  return words;
}

test("the manifest and the code have the same commands, and its texts exist", async () => {
  const manifest = await readFile("package.json", "utf8");
  const { contributes } = JSON.parse(manifest) as { contributes: { commands?: { command: string }[] } };
  const declared = (contributes.commands ?? []).map(({ command }) => command).sort();
  assert.deepEqual(declared, [...vscode.commands.keys()].sort());
  assert.notEqual(declared.length, 0);
  const texts = JSON.parse(await readFile("package.nls.json", "utf8")) as Record<string, string>;
  const used = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!).sort();
  assert.deepEqual(used, Object.keys(texts).sort());
});

test("the Explorer offers to score just the images that the engine reads", async () => {
  const { contributes } = JSON.parse(await readFile("package.json", "utf8")) as {
    contributes: { menus?: Record<string, { command: string; when: string }[]> };
  };
  const { when } = (contributes.menus?.["anople.explorer"] ?? []).find(
    ({ command }) => command === "anople.scoreInTerminal",
  )!;
  const pattern = new RegExp(/=~ \/(.+)\/i/.exec(when)![1]!, "i");
  for (const extension of IMAGE_EXTENSIONS) assert.match(extension, pattern);
  for (const other of [".txt", ".json", ".pngx", ".svg"]) assert.doesNotMatch(other, pattern);
});

test("training on the clicked folder", async () => {
  await vscode.run("anople.trainInTerminal", vscode.uri(FOLDER));
  assert.deepEqual(started(), ["train", FOLDER]);
});

test("training from the palette asks for a folder", async () => {
  vscode.answers.openDialog = [vscode.uri(FOLDER)];
  await vscode.run("anople.trainInTerminal");
  assert.deepEqual(started(), ["train", FOLDER]);
});

test("the process runs in the folder of the window, without one in the home directory", async () => {
  await vscode.run("anople.trainInTerminal", vscode.uri(FOLDER));
  vscode.answers.pick = 0;
  vscode.answers.openDialog = [vscode.uri("/elsewhere/run")];
  await vscode.run("anople.scoreInTerminal", vscode.uri(path.join(FOLDER, "1.png")));
  vscode.workspaceFolder = { uri: vscode.uri(ROOT) };
  await vscode.run("anople.trainInTerminal", vscode.uri(FOLDER));
  await vscode.run("anople.scoreInTerminal", vscode.uri(path.join(FOLDER, "1.png")));
  assert.deepEqual(
    vscode.tasks.map(({ execution }) => execution.options.cwd),
    [os.homedir(), os.homedir(), ROOT, ROOT],
  );
});

test("nothing happens when the user closes the dialog", async () => {
  await vscode.run("anople.trainInTerminal");
  assert.equal(vscode.tasks.length, 0);
});

test("scoring offers the runs of the workspace, newest first, and takes all selected images", async () => {
  const runs = ["20260101-120000-nut", "20260301-080000-nut"].map((name) => path.join(ROOT, "data/.anople/runs", name));
  vscode.files = runs.map((run) => vscode.uri(path.join(run, "run.json")));
  vscode.answers.pick = 0;
  const images = ["1.png", "2 b.jpg"].map((name) => vscode.uri(path.join(FOLDER, name)));
  await vscode.run("anople.scoreInTerminal", images[0], images);
  assert.deepEqual(
    vscode.picks.map(({ label }) => label),
    ["20260301-080000-nut", "20260101-120000-nut", "Other Run Folder…"],
  );
  assert.deepEqual(started(), ["score", runs[1], path.join(FOLDER, "1.png"), path.join(FOLDER, "2 b.jpg")]);
});

test("scoring with a run from elsewhere", async () => {
  vscode.answers.pick = 0;
  vscode.answers.openDialog = [vscode.uri("/elsewhere/run")];
  await vscode.run("anople.scoreInTerminal", vscode.uri(path.join(FOLDER, "1.png")));
  assert.deepEqual(started(), ["score", "/elsewhere/run", path.join(FOLDER, "1.png")]);
});

test("nothing is scored when no run is picked", async () => {
  await vscode.run("anople.scoreInTerminal", vscode.uri(path.join(FOLDER, "1.png")));
  assert.equal(vscode.tasks.length, 0);
});

test("no program is started in a workspace that is not trusted", async () => {
  vscode.api.workspace.isTrusted = false;
  vscode.answers.pick = 0;
  vscode.answers.openDialog = [vscode.uri("/elsewhere/run")];
  await vscode.run("anople.trainInTerminal", vscode.uri(FOLDER));
  await vscode.run("anople.scoreInTerminal", vscode.uri(path.join(FOLDER, "1.png")));
  assert.equal(vscode.tasks.length, 0);
  assert.equal(vscode.messages.length, 2);
});

test("a path that the editor would change is refused", async () => {
  const folder = `/data/\${env:HOME}`;
  await vscode.run("anople.trainInTerminal", vscode.uri(folder));
  assert.equal(vscode.tasks.length, 0);
  assert.equal(vscode.messages.length, 1);
  assert.ok(vscode.messages[0]!.includes(folder));
});
