// Collects the user's texts of src/extension and src/webview into l10n/bundle.l10n.json, in VS Code's format.
// With --check it writes nothing and fails where that file, a translation of it or package.nls.*.json is out of date.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import ts from "typescript";

const BUNDLE = "l10n/bundle.l10n.json";
const [flag, ...rest] = process.argv.slice(2);
if ((flag !== undefined && flag !== "--check") || rest.length > 0) {
  console.error("Usage: node scripts/l10n.mjs [--check]");
  process.exit(2);
}
const isCheck = flag === "--check";

/** The names of `t` in a view's file: how it imports it from kit/l10n.ts. */
function importedNames(source) {
  return source.statements
    .filter((one) => ts.isImportDeclaration(one) && /(^|\/)l10n\.ts$/.test(one.moduleSpecifier.text))
    .flatMap((one) => one.importClause?.namedBindings?.elements ?? [])
    .filter((one) => (one.propertyName ?? one.name).text === "t")
    .map((one) => one.name.text);
}

/** Is it `vscode.l10n.t` or `l10n.t`, or, in a view, the imported `t`? */
function isTranslator(node, names) {
  if (ts.isIdentifier(node)) return names.includes(node.text);
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== "t") return false;
  const owner = node.expression;
  return (ts.isPropertyAccessExpression(owner) ? owner.name : owner).text === "l10n";
}

const property = (object, name) =>
  object.properties.find((one) => ts.isPropertyAssignment(one) && one.name.text === name)?.initializer;

/** The literal texts of `node`, a literal or a list of them; undefined where one is computed. */
function literals(node) {
  if (node === undefined) return [];
  const nodes = ts.isArrayLiteralExpression(node) ? [...node.elements] : [node];
  return nodes.every(ts.isStringLiteralLike) ? nodes.map((one) => one.text) : undefined;
}

const holes = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();

/** What a call translates, `{ key, value, message }`; or `{ problem }`. */
function readCall(call) {
  const [first, ...values] = call.arguments;
  if (first === undefined) return { problem: "no text" };
  if (ts.isObjectLiteralExpression(first)) {
    const message = literals(property(first, "message"));
    const comment = literals(property(first, "comment"));
    if (message?.length !== 1 || comment === undefined) return { problem: "message and comment must be literals" };
    if (comment.length === 0) return { key: message[0], value: message[0], message: message[0] };
    // VS Code looks a commented text up by both.
    return { key: `${message[0]}/${comment.join("")}`, value: { message: message[0], comment }, message: message[0] };
  }
  if (!ts.isStringLiteralLike(first)) return { problem: "the text must be one literal, or it can't be collected" };
  const message = first.text;
  if (values.some((value) => ts.isSpreadElement(value) || ts.isObjectLiteralExpression(value)))
    return { key: message, value: message, message };
  const expected = values.map((_, i) => String(i)).sort();
  if (String(holes(message)) !== String(expected))
    return { problem: `${JSON.stringify(message)} is given another number of values: ${values.length}` };
  return { key: message, value: message, message };
}

const SHOWN_ATTRIBUTES = ["alt", "aria-label", "aria-description", "aria-valuetext", "label", "placeholder", "title"];
const MESSAGES = /^show(Information|Warning|Error)Message$/;

/** The text of a literal or of a template's fixed parts. */
function fixedText(node) {
  if (node === undefined) return "";
  if (ts.isJsxExpression(node)) return fixedText(node.expression);
  if (ts.isTemplateExpression(node))
    return [node.head, ...node.templateSpans.map((one) => one.literal)].map((one) => one.text).join("…");
  return ts.isStringLiteralLike(node) || ts.isJsxText(node) ? node.text : "";
}

/** A text that the user would see in English: in a view's markup, or in a message of the editor. */
function untranslated(node) {
  let shown = "";
  if (ts.isJsxText(node)) shown = node.text;
  else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) shown = fixedText(node);
  else if (ts.isJsxAttribute(node) && SHOWN_ATTRIBUTES.includes(node.name.text)) shown = fixedText(node.initializer);
  else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    shown = MESSAGES.test(node.expression.name.text) ? fixedText(node.arguments[0]) : "";
  // Signs, units and names such as AUROC are the same in all languages.
  return /\p{Ll}{2}/u.test(shown) ? shown.trim() : undefined;
}

/** All texts of a folder's TypeScript files, in `found`; what is wrong, in `problems`. */
async function collect(folder, isView, found, problems) {
  const files = (await readdir(folder, { recursive: true }))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, "/")))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
  for (const file of files.sort()) {
    const kind = file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
    const source = ts.createSourceFile(file, await readFile(file, "utf8"), ts.ScriptTarget.Latest, true, kind);
    const names = isView ? importedNames(source) : [];
    const visit = (node) => {
      const refuse = (problem) => {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
        problems.push(`${file}:${line + 1}: ${problem}`);
      };
      if (ts.isCallExpression(node) && isTranslator(node.expression, names)) {
        const text = readCall(node);
        if (text.problem === undefined) found.set(text.key, text);
        else refuse(text.problem);
      }
      const shown = untranslated(node);
      if (shown !== undefined) refuse(`${JSON.stringify(shown)} is not translated`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
}

async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    problems.push(`${file}: ${error.code === "ENOENT" ? "missing" : error.message}`);
    return undefined;
  }
}

/** One line for each way in which `translation` does not fit `english`, texts by key. */
function compare(file, translation, english) {
  const lines = [];
  for (const [key, text] of english) {
    const translated = translation[key];
    const name = JSON.stringify(key);
    if (translated === undefined) lines.push(`${file}: ${name} is missing`);
    else if (typeof translated !== "string" || translated.trim() === "") lines.push(`${file}: ${name} is empty`);
    else if (String(holes(translated)) !== String(holes(text)))
      lines.push(`${file}: ${name} has other placeholders: ${JSON.stringify(translated)}`);
  }
  for (const key of Object.keys(translation))
    if (!english.has(key)) lines.push(`${file}: ${JSON.stringify(key)} is not used`);
  return lines;
}

/** The languages of a folder's files `prefix`.<language>.json. */
async function languages(folder, prefix) {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith(`${prefix}.`) && /\.[\w-]+\.json$/.test(name.slice(prefix.length)));
}

const problems = [];
const found = new Map();
await collect("src/extension", false, found, problems);
await collect("src/webview", true, found, problems);
const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
const bundle = `${JSON.stringify(Object.fromEntries(sorted.map(([key, { value }]) => [key, value])), null, 2)}\n`;
if (!isCheck) {
  await mkdir("l10n", { recursive: true });
  await writeFile(BUNDLE, bundle);
} else if ((await readFile(BUNDLE, "utf8").catch(() => "")) !== bundle) {
  problems.push(`${BUNDLE}: out of date; run node scripts/l10n.mjs`);
}

const english = new Map(sorted.map(([key, { message }]) => [key, message]));
for (const name of await languages("l10n", "bundle.l10n")) {
  const translation = await readJson(`l10n/${name}`);
  if (translation !== undefined) problems.push(...compare(`l10n/${name}`, translation, english));
}

const manifest = await readFile("package.json", "utf8");
const keys = [...new Set([...manifest.matchAll(/"%([^"%\s]+)%"/g)].map(([, key]) => key))];
const nls = (await readJson("package.nls.json")) ?? {};
const nlsText = (key) => (typeof nls[key] === "string" ? nls[key] : (nls[key]?.message ?? ""));
for (const name of ["package.nls.json", ...(await languages(".", "package.nls"))]) {
  const texts = name === "package.nls.json" ? nls : await readJson(name);
  const plain = Object.fromEntries(Object.keys(texts ?? {}).map((key) => [key, texts[key]?.message ?? texts[key]]));
  if (texts !== undefined) problems.push(...compare(name, plain, new Map(keys.map((key) => [key, nlsText(key)]))));
}

for (const problem of problems) console.error(problem);
console.log(`${found.size} texts in the code, ${keys.length} in package.json, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
