// Writes docs/configuration.md from the table of settings in src/engine/anople/config.ts.
// With --check it only says, by its exit code, whether the page is up to date.
import { readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const PAGE = "docs/configuration.md";

/** The tables, from a bundle of the module that holds them. */
async function readTables() {
  const { outputFiles } = await build({
    entryPoints: ["src/engine/anople/config.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
  });
  const source = Buffer.from(outputFiles[0].contents).toString("base64");
  return import(`data:text/javascript;base64,${source}`);
}

/** What a valibot schema lets pass, in words. */
function valuesOf(schema) {
  if (schema.type === "nullable") return `${valuesOf(schema.wrapped)}, or null`;
  if (schema.type === "picklist") return schema.options.map(code).join(", ");
  if (schema.type === "boolean") return `${code(true)}, ${code(false)}`;
  if (schema.type === "array") return `a list of ${valuesOf(schema.item)}`;
  const actions = schema.pipe ?? [];
  const limit = (type) => actions.find((action) => action.type === type)?.requirement;
  const kind = actions.some((action) => action.type === "integer") ? "whole, " : "";
  if (schema.type === "number") return `${kind}${limit("min_value")} to ${limit("max_value")}`;
  throw new Error(`A schema of type ${schema.type} needs a description here.`);
}

function code(value) {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => `${cell}`.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function page({ CONFIG_FIELDS, PRESETS }) {
  const fields = Object.entries(CONFIG_FIELDS);
  const defaults = Object.fromEntries(fields.map(([name, field]) => [name, field.default]));
  const differing = fields.map(([name]) => name).filter((name) => Object.values(PRESETS).some((p) => name in p));
  const presetRows = Object.entries(PRESETS).map(([name, changes]) => {
    const config = { ...defaults, ...changes };
    const views = 2 * (1 + config.localViews);
    return [code(name), ...differing.map((field) => code(config[field])), views, views * config.steps];
  });
  const fieldRows = fields.map(([name, field]) => {
    const { schema, unit, meaning, source } = field;
    // A list of all choices would only repeat them.
    const all = schema.type === "array" && field.default.length === schema.item.options.length;
    return [code(name), all ? "all" : code(field.default), valuesOf(schema), unit || "–", meaning, source];
  });
  return `<!-- Written by \`npm run docs\` from src/engine/anople/config.ts. Change that file, not this one. -->

# Settings

A run takes its settings from a preset; single ones are changed with \`--set\` or in a JSON file:

    anople train parts --preset fast --set steps=100 localViews=2
    anople train parts --config settings.json

where \`settings.json\` holds an object such as \`{ "steps": 100, "coupling": "text-to-image" }\`. A list is written with commas on the command line (\`--set defectKinds=scratch,crack\`). \`run.json\` keeps all settings of a run.

## Presets

What a preset does not name has its default. A step shows one normal picture and one simulated anomaly, each in its global view and its local ones; the time of a training grows with the views through the tower.

${table(["preset", ...differing.map(code), "views a step", "views in all"], presetRows)}

## All settings

${table(["field", "default", "values", "unit", "meaning", "source"], fieldRows)}

The last column tells how far a default can be trusted. *STATED* and *STATED-2*: the AnoPLe paper (arXiv 2408.13516), or a secondary description of its revision, gives it. *INFERRED*: taken from the code of a related method (CODE-P: PromptAD, CODE-M: MaPLe, CODE-D: DRAEM, CODE-S: SimpleNet, CODE-A: AnomalyCLIP). *UNKNOWN→*: no source was found; what follows is this project's choice. *measured*: chosen by experiment.
`;
}

const text = page(await readTables());
if (process.argv.includes("--check")) {
  const written = await readFile(PAGE, "utf8").catch(() => "");
  if (written !== text) {
    console.error(`${PAGE} is out of date: run npm run docs.`);
    process.exitCode = 1;
  }
} else {
  await writeFile(PAGE, text);
  console.log(`Written: ${PAGE}`);
}
