import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import path from "node:path";
import { before, test } from "node:test";
import { type Import, importsOf } from "./support/importsOf.ts";

/** A TypeScript file of src, by its path with forward slashes, and what it imports. */
interface Source {
  readonly file: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

const MAX_LINES = 400;
const NATIVE = ["onnxruntime-node", "sharp"];

/** ARCHITECTURE.md's column "must not know", where the order alone would allow it. */
const MUST_NOT_KNOW: Readonly<Record<string, readonly RegExp[]>> = {
  graph: [/^node:fs/],
  towers: [/^node:fs/],
  data: [/^src\/engine\/(graph|runtime|models|towers|anople)\//],
  metrics: [/^node:fs/, /^src\/engine\/(?!base|imaging|metrics)/],
  runs: [/^src\/engine\/(graph|runtime|models|towers|anople|metrics)\//],
  report: [/^src\/engine\/(graph|runtime|models|towers)\//],
};

let sources: Source[];
/** The engine's folders from the bottom up, as ARCHITECTURE.md lists them. */
let layers: string[];

before(async () => {
  const names = (await readdir("src", { recursive: true })).filter((name) => /\.tsx?$/.test(name));
  sources = await Promise.all(
    names.map(async (name) => {
      const file = path.posix.join("src", name.replaceAll(path.sep, "/"));
      const text = await readFile(file, "utf8");
      return { file, lines: text.trimEnd().split("\n").length, imports: importsOf(file, text) };
    }),
  );
  const sections = (await readFile("ARCHITECTURE.md", "utf8")).split("\n## ");
  const text = sections.find((section) => section.startsWith("The engine, bottom up"))!;
  layers = [...text.matchAll(/^\| `(\w+)\/` \|/gm)].map(([, name]) => name!);
});

const isTest = (file: string) => /\.test\.tsx?$/.test(file);
const isTestHelp = (file: string) => file.startsWith("test/") || /\/(testSupport|testing)\.ts$/.test(file);
const layerOf = (file: string) => /^src\/engine\/(\w+)\//.exec(file)?.[1];

/** Fails with one line for each import, outside tests, that breaks a rule. */
function refuse(rule: (from: string, imported: Import) => boolean): void {
  const found = sources
    .filter(({ file }) => !isTest(file))
    .flatMap(({ file, imports }) =>
      imports
        .filter((one) => rule(file, one))
        .map(({ target, typeOnly }) => `${file} → ${typeOnly ? "type " : ""}${target}`),
    );
  assert.deepEqual(found, []);
}

test("ARCHITECTURE.md's table lists the folders of the engine", async () => {
  const entries = await readdir("src/engine", { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  assert.deepEqual([...layers].sort(), folders.sort());
});

test("a folder of the engine imports itself and folders above it in the table", () => {
  refuse((file, { target }) => {
    const from = layerOf(file);
    const to = layerOf(target);
    return from !== undefined && to !== undefined && layers.indexOf(to) > layers.indexOf(from);
  });
});

test("a folder does not know what the table keeps from it", () => {
  refuse((file, { target }) => (MUST_NOT_KNOW[layerOf(file) ?? ""] ?? []).some((forbidden) => forbidden.test(target)));
});

test("metrics take only types from imaging", () => {
  refuse((file, { target, typeOnly }) => layerOf(file) === "metrics" && layerOf(target) === "imaging" && !typeOnly);
});

test("the engine imports nothing of the project outside itself but package.json; its entry points also the protocol", () => {
  refuse((file, { target }) => {
    if (!file.startsWith("src/engine/") || isPackage(target) || target === "package.json") return false;
    const isEntryPoint = layerOf(file) === undefined;
    return !target.startsWith("src/engine/") && !(isEntryPoint && target.startsWith("src/protocol/"));
  });
});

test("no folder imports the engine's entry points", () => {
  const isEntryPoint = (file: string) => /^src\/engine\/[^/]+$/.test(file);
  refuse((file, { target }) => isEntryPoint(target) && !isEntryPoint(file));
});

test("the engine does not know the editor", () => {
  refuse((file, { target }) => file.startsWith("src/engine/") && target === "vscode");
});

test("extension and webviews import themselves and the protocol, and nothing native", () => {
  for (const side of ["src/extension/", "src/webview/"]) {
    refuse((file, { target }) => {
      if (!file.startsWith(side)) return false;
      if (isPackage(target)) return NATIVE.includes(target);
      return !target.startsWith(side) && !target.startsWith("src/protocol/");
    });
  }
});

test("webviews run in a browser: neither Node's modules nor the editor's", () => {
  refuse((file, { target }) => file.startsWith("src/webview/") && (isBuiltin(target) || target === "vscode"));
});

test("the protocol imports nobody but the library that checks messages", () => {
  refuse(
    (file, { target }) =>
      file.startsWith("src/protocol/") && target !== "valibot" && !target.startsWith("src/protocol/"),
  );
});

test("only tests use what is there for tests", () => {
  refuse((file, { target }) => !isTestHelp(file) && isTestHelp(target));
});

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const long = sources.filter(({ lines }) => lines > MAX_LINES).map(({ file, lines }) => `${file}: ${lines}`);
  assert.deepEqual(long, []);
});

function isPackage(target: string): boolean {
  return isBuiltin(target) || !/^(src|test|scripts|bench)\/|^[^/@]+\.json$/.test(target);
}

function isBuiltin(target: string): boolean {
  return target.startsWith("node:") || builtinModules.includes(target);
}
