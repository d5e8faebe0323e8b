import type { DatasetIndex } from "../data/datasetIndex.ts";
import type { InspectResult } from "../jobs/requests.ts";
import type { ModelConfig } from "../models/modelConfig.ts";
import { countOf, formatMetric, formatScore } from "../report/format.ts";
import type { RunRecord } from "../runs/runRecord.ts";
import { formatTable, textWidth } from "./table.ts";
import { printable } from "./terminal.ts";

/** More problems than this are left to --json. */
const MAX_PROBLEMS = 20;

/** What `anople inspect` prints for people. */
export function inspectText(result: InspectResult): string {
  switch (result.kind) {
    case "dataset":
      return datasetText(result.index);
    case "run":
      return runText(result.path, result.record, result.metrics);
    case "model":
      return modelText(result.directory, result.config, result.parameters);
  }
}

function datasetText({ root, kind, evidence, categories, problems }: DatasetIndex): string {
  const columns = [
    { title: "category" },
    ...["train normal", "test normal", "anomalous", "masks"].map((title) => ({ title, align: "right" as const })),
    { title: "defects" },
  ];
  const rows = categories.map(({ name, items }) => {
    const count = (split: string, label: number) => items.filter((i) => i.split === split && i.label === label).length;
    const defects = new Map<string, number>();
    for (const { label, defect } of items) if (label === 1) defects.set(defect, (defects.get(defect) ?? 0) + 1);
    return [
      name,
      String(count("train", 0)),
      String(count("test", 0)),
      String(items.filter((item) => item.label === 1).length),
      String(items.filter((item) => item.mask !== null).length),
      [...defects].map(([defect, images]) => `${defect} ${images}`).join(", "),
    ];
  });
  return [
    facts([
      ["data set", root],
      ["layout", `${kind}: ${evidence}`],
    ]),
    "\n",
    formatTable(columns, rows),
    problemsText(problems),
  ].join("");
}

function problemsText(problems: DatasetIndex["problems"]): string {
  if (problems.length === 0) return "\nNothing odd was found.\n";
  const shown = problems.slice(0, MAX_PROBLEMS).map(({ severity, path, message, fix }) => {
    return `  ${severity}: ${printable(path)}\n    ${printable(message)} ${printable(fix)}\n`;
  });
  const rest = problems.length - shown.length;
  const more = rest > 0 ? `  … and ${rest} more: --json lists all of them.\n` : "";
  return `\n${countOf(problems.length, "problem")}\n${shown.join("")}${more}`;
}

function runText(path: string, record: RunRecord, metrics: unknown): string {
  const { status, step, steps, model, thresholds = {} } = record;
  const rows: [string, string][] = [
    ["run", path],
    ["status", `${status}, ${step} of ${steps} steps`],
    ["created", record.createdAt + (record.finishedAt === undefined ? "" : `, finished ${record.finishedAt}`)],
    ["model", `${model.name} (${model.directory})`],
    ["preset", record.preset],
    ["shots", `${record.shots}, seed ${record.seed}, draw ${record.draw}`],
    ["versions", `anople ${record.engine}, node ${record.node}, onnxruntime ${record.onnxruntime}`],
    ["command", record.command],
  ];
  for (const { name, className, root, support } of record.categories) {
    rows.push(["category", `${name} ("${className}") of ${root}`]);
    for (const file of support) rows.push(["  learnt from", file.path]);
    const threshold = thresholds[name];
    if (threshold)
      rows.push(["  threshold", `${formatScore(threshold.value)} (${threshold.rule}): ${threshold.meaning}`]);
  }
  const results = record.categories.flatMap(({ name }) => {
    const evaluated = evaluationOf(metrics, name);
    const cells = [
      ["image", "auroc"],
      ["pixel", "auroc"],
      ["pixel", "aupro"],
    ].map((where) => numberAt(evaluated, where));
    return cells.some((cell) => cell !== null) ? [[name, ...cells.map(formatMetric)]] : [];
  });
  const columns = ["image AUROC", "pixel AUROC", "AUPRO@0.3"].map((title) => ({ title, align: "right" as const }));
  const table =
    results.length > 0
      ? `\nLast evaluation, fused score\n${formatTable([{ title: "category" }, ...columns], results)}`
      : "";
  return facts(rows) + (metrics === null ? "\nNot evaluated yet.\n" : table);
}

/** A category's part of metrics.json, which may be of any version and is read with care. */
function evaluationOf(metrics: unknown, category: string): unknown {
  const { categories } = Object(metrics) as { categories?: unknown };
  const list: unknown[] = Array.isArray(categories) ? categories : [];
  return list.find((one) => (Object(one) as { category?: unknown }).category === category);
}

function numberAt(value: unknown, keys: readonly string[]): number | null {
  let at: unknown = value;
  for (const key of keys) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return null;
    at = (at as Record<string, unknown>)[key];
  }
  return typeof at === "number" ? at : null;
}

function modelText(directory: string, config: ModelConfig, parameters: number): string {
  const { vision, text, profile } = config;
  const tower = (t: { layers: number; width: number; heads: number; activation: string }) =>
    `${t.layers} blocks, width ${t.width}, ${t.heads} heads, ${t.activation}`;
  return facts([
    ["model", config.name],
    ["where", directory],
    ["family", config.family],
    ["image tower", `${tower(vision)}, patch ${vision.patchSize} px, trained at ${vision.imageSize} px`],
    ["text tower", text ? `${tower(text)}, ${text.vocabSize} tokens, context ${text.contextLength}` : "none"],
    ["joint width", String(config.jointWidth)],
    ["input", `${config.inputSize} px`],
    ["parameters", `${(parameters / 1e6).toFixed(1)} million`],
    ["memory from blocks", profile.memoryBanks.map((bank) => bank.join(", ")).join(" | ")],
    ["prompt depth", String(profile.promptDepth)],
  ]);
}

/** Names and values in two columns. */
function facts(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => textWidth(name))) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${printable(value)}\n`).join("");
}
