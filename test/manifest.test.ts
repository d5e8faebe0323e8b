import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { parseCondition } from "./support/parseCondition.ts";

interface Command {
  readonly command: string;
  readonly category?: string;
  readonly title: string;
  readonly icon?: string | { readonly light: string; readonly dark: string };
  readonly enablement?: string;
}
interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}
interface View {
  readonly id: string;
  readonly name: string;
  readonly type?: string;
  readonly when?: string;
}
interface Setting {
  readonly type?: string | readonly string[];
  readonly scope?: string;
  readonly order?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}
interface Section {
  readonly title: string;
  readonly order?: number;
  readonly properties: Readonly<Record<string, Setting>>;
}
interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg?: string; readonly markdown?: string; readonly image?: string; altText?: string };
  readonly completionEvents?: readonly string[];
  readonly when?: string;
}
interface Manifest {
  readonly main: string;
  readonly icon?: string;
  readonly l10n?: string;
  readonly keywords: readonly string[];
  readonly categories: readonly string[];
  readonly extensionKind: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: boolean | string;
      readonly description?: string;
      readonly restrictedConfigurations?: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: boolean | string; readonly description?: string };
  };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly submenus?: readonly { readonly id: string; readonly label: string }[];
    readonly viewsContainers?: Readonly<Record<string, readonly { id: string; title: string; icon: string }[]>>;
    readonly views?: Readonly<Record<string, readonly View[]>>;
    readonly viewsWelcome?: readonly { readonly view: string; readonly contents: string; readonly when?: string }[];
    readonly configuration?: Section | readonly Section[];
    readonly keybindings?: readonly { readonly command: string; readonly key: string; readonly when?: string }[];
    readonly customEditors?: readonly { readonly viewType: string; readonly priority?: string }[];
    readonly walkthroughs?: readonly { readonly id: string; readonly steps: readonly Step[] }[];
  };
}

const LANGUAGES = ["", ".de"];

let manifest: Manifest;
/** The texts of package.nls*.json, English first. */
let texts: Record<string, string>[];
let commands: readonly string[];
let views: readonly View[];
let sections: readonly Section[];
let steps: readonly Step[];
/** All menus but the palette, in which every command is by itself. */
let menus: readonly (readonly [menu: string, item: MenuItem])[];

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));

before(async () => {
  manifest = (await readJson("package.json")) as Manifest;
  const files = LANGUAGES.map((language) => `package.nls${language}.json`).filter((file) => existsSync(file));
  texts = (await Promise.all(files.map(readJson))) as Record<string, string>[];
  const { contributes } = manifest;
  commands = contributes.commands.map(({ command }) => command);
  views = Object.values(contributes.views ?? {}).flat();
  sections = [contributes.configuration ?? []].flat();
  steps = (contributes.walkthroughs ?? []).flatMap((walkthrough) => walkthrough.steps);
  menus = Object.entries(contributes.menus)
    .filter(([menu]) => menu !== "commandPalette")
    .flatMap(([menu, items]) => items.map((item) => [menu, item] as const));
});

/** The texts of a "%key%", one a language. */
const textsOf = (key: string) => texts.map((language) => language[key.slice(1, -1)] ?? "");
const settings = () => sections.flatMap(({ properties }) => Object.entries(properties));
const paletteItems = () => manifest.contributes.menus.commandPalette ?? [];

function assertUnique(names: readonly (string | number | undefined)[], what: string): void {
  assert.deepEqual([...new Set(names)], names, `${what} are unique`);
}

/** Is it one of ours that is declared, the focus command of one of our views, or another's? */
const isCommand = (id: string) =>
  !id.startsWith("anople.") || commands.includes(id) || views.some((view) => id === `${view.id}.focus`);

/** Fails where a file of the manifest is missing. */
function assertFile(file: string): void {
  assert.ok(existsSync(file), `${file} exists`);
}

test("what the marketplace shows", async () => {
  const { icon, keywords, categories } = manifest;
  assert.match(icon ?? "", /\.png$/, "SVG is rejected");
  const header = (await readFile(icon!)).subarray(0, 24);
  assert.equal(header.toString("latin1", 1, 4), "PNG");
  assert.deepEqual([header.readUInt32BE(16), header.readUInt32BE(20)], [256, 256]);
  assert.ok(keywords.length <= 30, `${keywords.length} keywords`);
  assert.deepEqual(categories, ["Machine Learning", "Visualization", "Data Science"]);
});

test("it runs where the images are, from a bundle, with translations", () => {
  assert.deepEqual(manifest.extensionKind, ["workspace"]);
  assert.match(manifest.main, /^\.\/dist\/.+\.c?js$/);
  assert.equal("browser" in manifest, false);
  assert.equal(manifest.l10n, "./l10n");
});

test("the lowest version of VS Code is the one that the types describe", () => {
  const types = manifest.devDependencies["@types/vscode"]!;
  const minor = (version: string) => /^\^?(\d+\.\d+)\.\d+$/.exec(version)?.[1];
  assert.ok(minor(types) !== undefined, types);
  assert.equal(minor(manifest.engines.vscode), minor(types));
});

test("only restored panels and a file at a fixed place activate explicitly", () => {
  // A pattern would have the editor search the whole workspace.
  const event = /^(onWebviewPanel:anople\.\w+|workspaceContains:[^*?{]+)$/;
  for (const one of manifest.activationEvents) assert.match(one, event);
});

test("restricted and virtual workspaces", () => {
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
  assert.equal(untrustedWorkspaces.supported, "limited");
  assert.match(untrustedWorkspaces.description ?? "", /^%.+%$/);
  assert.match(virtualWorkspaces.description ?? "", /^%.+%$/);
  const known = settings().map(([id]) => id);
  for (const id of untrustedWorkspaces.restrictedConfigurations ?? []) assert.ok(known.includes(id), id);
});

test("every text that is shown can be translated", () => {
  const shown = /^(title|label|displayName|name|shortTitle|altText|contents|\w*[dD]escription|\w*DeprecationMessage)$/;
  const lists = /^(\w*[eE]numDescriptions|enumItemLabels)$/;
  const visit = (node: unknown, where: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      const here = `${where}.${key}`;
      const strings = shown.test(key) ? [value] : lists.test(key) ? (value as unknown[]) : [];
      // The product's name is the same in all languages.
      for (const text of strings)
        if (typeof text === "string" && text !== "AnoPLe") assert.match(text, /^%[\w.]+%$/, here);
      visit(value, here);
    }
  };
  visit(manifest.contributes, "contributes");
});

test("commands: id, category, a title in title case that starts with a verb's capital", () => {
  const small = /^(a|an|and|as|at|for|from|in|of|on|or|the|to|with)$/;
  assertUnique(commands, "commands");
  for (const { command, category, title } of manifest.contributes.commands) {
    assert.match(command, /^anople\.[a-z][a-zA-Z]+$/);
    assert.equal(category, "AnoPLe", command);
    const [english] = textsOf(title);
    for (const [i, word] of (english ?? "").split(" ").entries())
      assert.ok(/^[\p{Lu}\d]/u.test(word) || (i > 0 && small.test(word)), `${command}: "${english}"`);
  }
});

test("menus name declared commands and submenus, and every command can be reached", () => {
  const submenus = (manifest.contributes.submenus ?? []).map(({ id }) => id);
  for (const [menu, { command, submenu }] of menus) {
    assert.ok((command === undefined) !== (submenu === undefined), `${menu}: either a command or a submenu`);
    if (command !== undefined) assert.ok(isCommand(command), `${menu}: ${command}`);
    if (submenu !== undefined) assert.ok(submenus.includes(submenu), `${menu}: ${submenu}`);
  }
  for (const id of submenus) {
    assert.ok(
      menus.some(([, { submenu }]) => submenu === id),
      `${id} is in a menu`,
    );
    assert.ok((manifest.contributes.menus[id] ?? []).length > 0, `${id} holds something`);
  }
  const inMenu = new Set(menus.map(([, { command }]) => command));
  assertUnique(
    paletteItems().map(({ command }) => command),
    "commands of the palette",
  );
  for (const { command, when } of paletteItems()) {
    assert.ok(commands.includes(command ?? ""), `commandPalette: ${command}`);
    assert.ok(when !== undefined, `commandPalette: ${command} without a condition says nothing`);
    if (when === "false") assert.ok(inMenu.has(command), `${command}, hidden in the palette, is in no menu`);
  }
});

test("a command with a place in a toolbar has an icon, and icons exist", () => {
  const inToolbar = menus.filter(
    ([menu, { group }]) =>
      (/^(view|editor)\/title$/.test(menu) && group?.startsWith("navigation")) ||
      (menu === "view/item/context" && group?.startsWith("inline")),
  );
  for (const [menu, { command }] of inToolbar) {
    const declared = manifest.contributes.commands.find((one) => one.command === command);
    if (declared !== undefined) assert.ok(declared.icon !== undefined, `${menu}: ${command}`);
  }
  for (const { command, icon } of manifest.contributes.commands) {
    if (typeof icon === "string") assert.match(icon, /^\$\([a-z][a-z0-9-]*\)$/, command);
    else if (icon !== undefined) for (const file of [icon.light, icon.dark]) assertFile(file);
  }
});

test("the Explorer's menu is short", () => {
  const items = menus.filter(([menu]) => menu === "explorer/context");
  assert.ok(items.length <= 3, `${items.length} items`);
  for (const [, { when }] of items) assert.ok(when !== undefined, "an item for every file is an item too many");
});

test("views stand in a container of ours, whose icon takes the theme's colour", async () => {
  const containers = Object.values(manifest.contributes.viewsContainers ?? {}).flat();
  assert.notEqual(views.length, 0);
  assertUnique(
    views.map(({ id }) => id),
    "views",
  );
  for (const id of Object.keys(manifest.contributes.views ?? {}))
    assert.ok(
      containers.some((container) => container.id === id),
      `container ${id}`,
    );
  for (const { icon } of containers) {
    assert.match(icon, /\.svg$/);
    const svg = await readFile(icon, "utf8");
    assert.match(svg, /viewBox="0 0 24 24"/);
    for (const [, colour] of svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)) assert.match(colour!, /^(currentColor|none)$/);
  }
  for (const { id, type } of views) {
    assert.match(id, /^anople\.[a-z]\w+$/);
    assert.ok([undefined, "tree", "webview"].includes(type), `${id}: ${type}`);
  }
  for (const { view, contents } of manifest.contributes.viewsWelcome ?? []) {
    assert.ok(
      views.some(({ id }) => id === view),
      `viewsWelcome: ${view}`,
    );
    assertLinks(contents);
  }
});

test("settings: section, scope, order, description, choices and bounds", () => {
  const scopes = ["application", "machine", "machine-overridable", "window", "resource", "language-overridable"];
  const ids = settings().map(([id]) => id);
  assertUnique(ids, "settings");
  if (sections.length > 1) {
    assert.ok(sections.every(({ order }) => order !== undefined));
    assertUnique(
      sections.map(({ order }) => order),
      "orders of sections",
    );
  }
  for (const { title, properties } of sections)
    assertUnique(
      Object.values(properties).map(({ order }) => order),
      `orders in ${title}`,
    );
  for (const [id, setting] of settings()) {
    assert.match(id, /^anople(\.[a-z][a-zA-Z]*)+$/);
    assert.ok(scopes.includes(setting.scope ?? ""), `${id}: scope ${setting.scope}`);
    assert.ok(Number.isInteger(setting.order), `${id}: order`);
    const description = [setting.description, setting.markdownDescription].filter((one) => one !== undefined);
    assert.equal(description.length, 1, `${id}: one description`);
    assert.ok(setting.default !== undefined, `${id}: default`);
    for (const text of textsOf(description[0]!))
      for (const [, link] of text.matchAll(/`#([^#`]+)#`/g))
        assert.ok(!link!.startsWith("anople.") || ids.includes(link!), `${id} links to ${link}`);
    if (setting.enum !== undefined) {
      const explained = setting.enumDescriptions ?? setting.markdownEnumDescriptions;
      assert.equal(explained?.length, setting.enum.length, `${id}: what each choice means`);
      assert.ok(setting.enum.includes(setting.default), `${id}: the default is a choice`);
    }
    if (typeof setting.default === "number") {
      assert.ok(setting.minimum !== undefined, `${id}: minimum`);
      assert.ok(setting.default >= setting.minimum, `${id}: the default is in bounds`);
      assert.ok(setting.default <= (setting.maximum ?? Infinity), `${id}: the default is in bounds`);
    }
  }
});

test("key bindings and custom editors stay out of the way", () => {
  for (const { command, when } of manifest.contributes.keybindings ?? []) {
    assert.ok(isCommand(command), command);
    assert.ok(when !== undefined, `${command}: a key without a condition`);
  }
  for (const { viewType, priority } of manifest.contributes.customEditors ?? []) {
    assert.match(viewType, /^anople\.\w+$/);
    assert.equal(priority, "option", viewType);
  }
});

test("the walkthrough: each step has a button, a picture and an event that completes it", () => {
  assert.equal(manifest.contributes.walkthroughs?.length, 1);
  assert.ok(steps.length >= 4 && steps.length <= 6, `${steps.length} steps`);
  assertUnique(
    steps.map(({ id }) => id),
    "steps",
  );
  for (const { id, description, media, completionEvents } of steps) {
    assert.ok(assertLinks(description) > 0, `${id}: a button`);
    assertFile(media.svg ?? media.image ?? media.markdown ?? "no file");
    if (media.markdown === undefined) assert.ok(media.altText !== undefined, `${id}: what the picture shows`);
    assert.ok((completionEvents ?? []).length > 0, `${id}: an event`);
    for (const event of completionEvents ?? []) {
      const [kind, argument = ""] = event.split(/:(.*)/s);
      if (kind === "onCommand") assert.ok(isCommand(argument), event);
      else if (kind === "onView")
        assert.ok(
          views.some((view) => view.id === argument),
          event,
        );
      else if (kind === "onSettingChanged")
        assert.ok(
          settings().some(([name]) => name === argument),
          event,
        );
      else assert.match(event, /^(onContext|onLink|extensionInstalled):.+|^onStepSelected$/);
    }
  }
});

test("the walkthrough's pictures show in every theme and language", async () => {
  for (const { svg } of steps.map(({ media }) => media)) {
    if (svg === undefined) continue;
    const text = await readFile(svg, "utf8");
    // VS Code's page for them allows neither inline styles nor scripts nor other files.
    assert.doesNotMatch(text, /<style|\sstyle=|<script|\son\w+=|<image|<text|href="(?!#)/, svg);
    for (const [, colour] of text.matchAll(/(?:fill|stroke)="([^"]+)"/g))
      assert.match(colour!, /^(none|var\(--vscode-[\s\S]+\))$/, svg);
  }
});

test("conditions can be parsed and name views that exist", () => {
  const conditions = [
    ...menus.map(([, { when }]) => when),
    ...paletteItems().map(({ when }) => when),
    ...manifest.contributes.commands.map(({ enablement }) => enablement),
    ...views.map(({ when }) => when),
    ...(manifest.contributes.viewsWelcome ?? []).map(({ when }) => when),
    ...(manifest.contributes.keybindings ?? []).map(({ when }) => when),
    ...steps.map(({ when }) => when),
  ].filter((when) => when !== undefined);
  for (const when of conditions) {
    parseCondition(when);
    for (const [, id] of when.matchAll(/(?:^|[\s(!])(?:view|focusedView) == ([\w.]+)/g))
      assert.ok(
        views.some((view) => view.id === id),
        `${when}: ${id}`,
      );
  }
});

test("the parser of conditions knows right from wrong", () => {
  for (const good of ["a", "!a.b && (c == d || e =~ /^x\\/(y|z)$/i)", "a not in b", "a >= 3", "viewItem == 'x y'"])
    parseCondition(good);
  for (const bad of ["", "a &&", "(a", "a b", "a = b", "a == ", "a =~ x", "a =~ /(/", "a & b", "== a"])
    assert.throws(() => parseCondition(bad), bad);
});

/** Checks that a text's links run commands that exist, the same in every language; how many there are. */
function assertLinks(key: string): number {
  const links = textsOf(key).map((text) => [...text.matchAll(/\]\(command:([^)?]+)/g)].map(([, id]) => id!));
  for (const id of links.flat()) assert.ok(isCommand(id), `${key}: ${id}`);
  for (const translated of links) assert.deepEqual(translated, links[0], key);
  return links[0]?.length ?? 0;
}
