import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { setStrings, t } from "../src/webview/kit/l10n.ts";

const SCRIPT = path.resolve("scripts/l10n.mjs");
const FLAWLESS = {
  "src/extension/host.ts": `
    import * as vscode from "vscode";
    vscode.window.showErrorMessage(vscode.l10n.t("{0} can't be opened.", file), vscode.l10n.t('Show Log'));
    vscode.l10n.t({ message: "Run", comment: ["verb", " on a button"] });
    vscode.l10n.t("{name} of {count}", { name, count });`,
  "src/extension/host.test.ts": `vscode.l10n.t("only a test's");`,
  "src/webview/kit/l10n.ts": `export function t(english: string) { return english; }`,
  "src/webview/view.tsx": `
    import { t as say } from "./kit/l10n.ts";
    export const View = () => <p title={say(\`Zoom in\`)}>{say("{1} of {0}", 2, 1)}: 3 % AUROC</p>;`,
  "src/webview/other.ts": `const t = (seconds: number) => seconds; t(computed);`,
  "package.json": `{ "contributes": { "title": "%title%" }, "keep": "100 %" }`,
  "package.nls.json": `{ "title": "Title" }`,
  "package.nls.de.json": `{ "title": "Titel" }`,
  "l10n/bundle.l10n.de.json": JSON.stringify({
    "{0} can't be opened.": "{0} lässt sich nicht öffnen.",
    "Show Log": "Protokoll anzeigen",
    "Run/verb on a button": "Ausführen",
    "{name} of {count}": "{name} von {count}",
    "Zoom in": "Vergrößern",
    "{1} of {0}": "{1} von {0}",
  }),
};

let temporary: string;
let project: string;

before(async () => {
  temporary = await mkdtemp(path.join(os.tmpdir(), "anople-l10n-"));
});

after(() => rm(temporary, { recursive: true, force: true }));

beforeEach(async () => {
  project = await mkdtemp(path.join(temporary, "project-"));
  for (const [file, text] of Object.entries(FLAWLESS)) await put(file, text);
});

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(project, file)), { recursive: true });
  await writeFile(path.join(project, file), text);
}

function run(cwd: string, ...args: string[]): { status: number | null; problems: string[] } {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { cwd, encoding: "utf8" });
  return { status, problems: stderr.split("\n").filter((line) => line !== "") };
}

const readJson = async (file: string) => JSON.parse(await readFile(file, "utf8")) as Record<string, string>;

test("all texts are collected and translated", async () => {
  assert.deepEqual(run(".", "--check"), { status: 0, problems: [] });
  for (const file of ["l10n/bundle.l10n.de.json", "package.nls.de.json"])
    assert.notEqual(Object.keys(await readJson(file)).length, 0);
});

test("the bundle has VS Code's format, sorted", async () => {
  assert.deepEqual(run(project), { status: 0, problems: [] });
  const bundle = await readJson(path.join(project, "l10n/bundle.l10n.json"));
  assert.deepEqual(Object.entries(bundle), [
    ["Run/verb on a button", { message: "Run", comment: ["verb", " on a button"] }],
    ["Show Log", "Show Log"],
    ["Zoom in", "Zoom in"],
    ["{0} can't be opened.", "{0} can't be opened."],
    ["{1} of {0}", "{1} of {0}"],
    ["{name} of {count}", "{name} of {count}"],
  ]);
  assert.deepEqual(run(project, "--check"), { status: 0, problems: [] });
});

test("--check finds a bundle that is out of date and leaves it as it is", async () => {
  run(project);
  await put("src/extension/host.ts", "");
  const before = await readFile(path.join(project, "l10n/bundle.l10n.json"), "utf8");
  const { status, problems } = run(project, "--check");
  assert.equal(status, 1);
  assert.equal(problems[0], "l10n/bundle.l10n.json: out of date; run node scripts/l10n.mjs");
  assert.equal(await readFile(path.join(project, "l10n/bundle.l10n.json"), "utf8"), before);
});

/** Changes to the flawless project, and the one line that each must give. */
const FLAWS: [name: string, file: keyof typeof FLAWLESS, text: string, problem: RegExp][] = [
  [
    "a computed text",
    "src/webview/view.tsx",
    `import { t as say } from "./kit/l10n.ts";\nsay("Zoom in"); say("{1} of {0}", 2, 1);\nsay("a" + "b");`,
    /^src\/webview\/view\.tsx:3: the text must be one literal/,
  ],
  [
    "too few values",
    "src/webview/view.tsx",
    `import { t as say } from "./kit/l10n.ts";\nsay("Zoom in"); say("{1} of {0}", 2, 1);\nsay("{1} of {0}", 2);`,
    /^src\/webview\/view\.tsx:3: "\{1\} of \{0\}" is given another number of values: 1/,
  ],
  [
    "untranslated markup",
    "src/webview/view.tsx",
    `${FLAWLESS["src/webview/view.tsx"]}\nexport const More = () => <b>Pictures</b>;`,
    /^src\/webview\/view\.tsx:4: "Pictures" is not translated/,
  ],
  [
    "an untranslated label",
    "src/webview/view.tsx",
    `${FLAWLESS["src/webview/view.tsx"]}\nexport const More = () => <b aria-label={\`Picture \${1}\`} />;`,
    /^src\/webview\/view\.tsx:4: "Picture …" is not translated/,
  ],
  [
    "an untranslated message",
    "src/extension/host.ts",
    `${FLAWLESS["src/extension/host.ts"]}\nvscode.window.showWarningMessage("No folder");`,
    /^src\/extension\/host\.ts:6: "No folder" is not translated/,
  ],
  [
    "a text that the manifest does not use",
    "package.nls.json",
    `{ "title": "Title", "other": "Other" }`,
    /^package\.nls\.json: "other" is not used/,
  ],
  ["a missing text of the manifest", "package.nls.de.json", "{}", /^package\.nls\.de\.json: "title" is missing/],
  ["an empty translation", "package.nls.de.json", `{ "title": " " }`, /^package\.nls\.de\.json: "title" is empty/],
];

for (const [name, file, text, problem] of FLAWS)
  test(`${name} is a problem`, async () => {
    await put(file, text);
    const { status, problems } = run(project);
    assert.equal(status, 1);
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(problems[0]!, problem);
  });

test("a translation must have the same texts with the same placeholders", async () => {
  const { "Zoom in": _, ...kept } = JSON.parse(FLAWLESS["l10n/bundle.l10n.de.json"]) as Record<string, string>;
  await put("l10n/bundle.l10n.de.json", JSON.stringify({ ...kept, "{1} of {0}": "{1} von {2}", Old: "Alt" }));
  const { status, problems } = run(project);
  assert.equal(status, 1);
  assert.deepEqual(problems, [
    'l10n/bundle.l10n.de.json: "Zoom in" is missing',
    'l10n/bundle.l10n.de.json: "{1} of {0}" has other placeholders: "{1} von {2}"',
    'l10n/bundle.l10n.de.json: "Old" is not used',
  ]);
});

test("in every language, a text takes all its values", async () => {
  const bundles = (await readdir("l10n")).filter((name) => name !== "bundle.l10n.json");
  const english = await readJson("l10n/bundle.l10n.json");
  const pseudo = Object.fromEntries(Object.keys(english).map((key) => [key, `⟦${stretch(key)}⟧`]));
  try {
    for (const strings of [pseudo, ...(await Promise.all(bundles.map((name) => readJson(path.join("l10n", name)))))]) {
      setStrings(strings);
      for (const key of Object.keys(english).filter((one) => typeof english[one] === "string")) {
        const values = (key.match(/\{\d\}/g) ?? []).map((_, i) => `<value ${i}>`);
        const shown = t(key, ...values);
        if (strings === pseudo) assert.match(shown, /^⟦.*⟧$/su);
        for (const value of values) assert.ok(shown.includes(value), `${key}: ${shown}`);
        assert.doesNotMatch(shown, /\{\d+\}/);
      }
    }
  } finally {
    setStrings({});
  }
});

/** Pseudo-localised: longer and accented, with the placeholders as they are. */
function stretch(text: string): string {
  return text.replace(/\{\w+\}|[aeiou]/g, (one) => (one.length > 1 ? one : `${one}${one}\u0301`));
}
