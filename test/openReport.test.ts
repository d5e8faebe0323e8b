import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { PROTOCOL_VERSION } from "../src/protocol/version.ts";
import { loadExtension } from "./support/loadExtension.ts";

let folder: string;
let vscode: ReturnType<typeof loadExtension>;
/** A picture that is there, one that isn't, a folder that is named like one, a file that is none. */
const pictures = { there: "", gone: "", folder: "", text: "" };

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "anople 'ü "));
  for (const name of ["there", "gone", "folder"] as const) pictures[name] = path.join(folder, `${name}.png`);
  pictures.text = path.join(folder, "text.txt");
  await writeFile(pictures.there, "");
  await writeFile(pictures.text, "");
  await mkdir(pictures.folder);
});
after(() => rm(folder, { recursive: true, force: true }));

beforeEach(() => {
  vscode = loadExtension();
});

/** Writes a report about `files` into a folder of its own, changed at `time` in seconds. */
async function writePage(name: string, files: readonly string[], time = 1e9): Promise<string> {
  const file = path.join(folder, name, "report.html");
  const cards = files.map((one) => `<article data-file="${one.replaceAll("'", "&#39;")}"></article>`);
  const head = '<head><meta name="generator" content="AnoPLe"><style>p{}</style></head>';
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(
    file,
    `<html>${head}<body><p onclick="x()">${name}</p>${cards.join("")}<script>x()</script></body></html>`,
  );
  await utimes(file, time, time);
  return file;
}

/** As if a card of the report was clicked, which the view asks for over its channel. */
async function clickCard(panel: (typeof vscode.panels)[number], params: unknown): Promise<void> {
  await panel.send({ type: "hello", version: PROTOCOL_VERSION, isAnswer: false });
  const id = panel.received.length;
  await panel.send({ type: "request", id, method: "openImage", params });
  while (!panel.received.some((one) => (one as { id?: number }).id === id)) await setTimeout(1);
}

test("a clicked report is shown without its scripts, with one of the extension's under a strict policy", async () => {
  await vscode.run("anople.openReport", vscode.uri(await writePage("nut", [])));
  const [panel, ...others] = vscode.panels;
  assert.equal(others.length, 0);
  assert.equal(panel!.title, "Report nut");
  const dist = path.resolve("dist/webview");
  assert.deepEqual(
    panel!.options.localResourceRoots?.map(({ fsPath }) => fsPath),
    [dist],
  );
  const { html } = panel!;
  assert.ok(html.includes("<style>p{}</style>") && html.includes("<body><p>nut</p></body>"));
  const [, nonce, script] = /<script nonce="(\w{16,})" src="webview:([^"]+)" defer><\/script>/.exec(html)!;
  assert.equal(html.match(/<script/g)!.length, 1);
  assert.equal(script, path.join(dist, "report.js"));
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!.split("; ");
  const allowed = ["default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", `script-src 'nonce-${nonce}'`];
  assert.deepEqual(policy, [...allowed, "base-uri 'none'", "form-action 'none'"]);
  assert.ok((await readFile(script!)).length < 30_000, "the script is small");
});

test("an open report is read again and brought to the front; a closed one opens anew", async () => {
  const file = vscode.uri(await writePage("nut", []));
  await vscode.run("anople.openReport", file);
  const first = vscode.panels[0]!.html;
  await writePage("nut", [pictures.there]);
  await vscode.run("anople.openReport", file);
  assert.equal(vscode.panels.length, 1);
  assert.equal(vscode.panels[0]!.reveals, 2);
  assert.notEqual(vscode.panels[0]!.html, first);
  await clickCard(vscode.panels[0]!, { path: pictures.there });
  assert.equal(vscode.executed.length, 1);
  await vscode.run("anople.openReport", vscode.uri(await writePage("other", [])));
  assert.equal(vscode.panels.length, 2);
  vscode.panels[0]!.close();
  await vscode.run("anople.openReport", file);
  assert.equal(vscode.panels.length, 3);
});

test("an image opens beside the report if the report lists it and it is there", async () => {
  const { there, ...rest } = pictures;
  await vscode.run("anople.openReport", vscode.uri(await writePage("nut", Object.values(pictures))));
  const panel = vscode.panels[0]!;
  await clickCard(panel, { path: there });
  const [command, image, options] = vscode.executed[0]! as [string, { fsPath: string }, { viewColumn: number }];
  assert.deepEqual([command, image.fsPath, options.viewColumn], ["vscode.open", there, vscode.api.ViewColumn.Beside]);
  for (const file of Object.values(rest)) await clickCard(panel, { path: file });
  assert.deepEqual(vscode.messages, [`There is no file ${rest.gone}.`, `There is no file ${rest.folder}.`]);
  await writeFile(path.join(folder, "unlisted.png"), "");
  for (const params of [null, there, {}, { path: "" }, { path: [there] }]) await clickCard(panel, params);
  await clickCard(panel, { path: path.join(folder, "unlisted.png") });
  assert.equal(vscode.executed.length, 1);
});

test("the workspace's reports are offered, newest first, and others can be browsed for", async () => {
  const files = [
    await writePage("old", [], 1e9),
    await writePage("new", [], 2e9),
    path.join(folder, "gone/report.html"),
  ];
  vscode.files = files.map(vscode.uri);
  vscode.answers.pick = 0;
  await vscode.run("anople.openReport");
  assert.deepEqual(
    vscode.picks.map(({ label }) => label),
    ["new", "old", "gone", "Browse…"],
  );
  vscode.answers.pick = 3;
  vscode.answers.openDialog = [vscode.uri(await writePage("elsewhere", []))];
  await vscode.run("anople.openReport");
  vscode.files = [];
  await vscode.run("anople.openReport");
  const titles = vscode.panels.map(({ title }) => title);
  assert.deepEqual(titles, ["Report new", "Report elsewhere"]);
});

test("nothing happens when the user closes the pick or the dialog", async () => {
  await vscode.run("anople.openReport");
  vscode.files = [vscode.uri(await writePage("nut", []))];
  await vscode.run("anople.openReport");
  assert.deepEqual([vscode.panels, vscode.messages], [[], []]);
});

test("a file that is too large, no report or not there is refused in words", async () => {
  const large = await writePage("large", []);
  await truncate(large, 100_000_001);
  const other = path.join(folder, "other.html");
  await writeFile(other, "<html><body>Hello</body></html>");
  const gone = path.join(folder, "gone.html");
  for (const file of [large, other, gone]) await vscode.run("anople.openReport", vscode.uri(file));
  assert.equal(vscode.panels.length, 0);
  assert.deepEqual(vscode.messages.slice(0, 2), [
    `${large} can't be opened. It is larger than 100 MB.`,
    `${other} can't be opened. It is not a report of "anople eval".`,
  ]);
  assert.match(vscode.messages[2]!, /gone\.html can't be opened\. .*ENOENT/);
});
