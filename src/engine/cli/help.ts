import type { Command } from "./command.ts";
import { COMMON_FLAGS, type Flag, type Flags } from "./flags.ts";

const TEXT_WIDTH = 100;

/** The help of `anople --help`: what there is. */
export function overviewHelp(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }): [string, string] => [name, summary]);
  const options: [string, string][] = [
    ["--help", "Show this help, or a command's with `anople COMMAND --help`."],
    ["--version", "Show the version."],
  ];
  return [
    "Learns what a good part looks like from 1 to 4 pictures, then finds and locates defects.",
    "",
    "Usage: anople COMMAND [ARGUMENTS]",
    "",
    "Commands:",
    definitions(rows),
    "Flags:",
    definitions(options),
    "Example:",
    "  anople train data/hazelnut --out runs/hazelnut",
    "  anople eval runs/hazelnut data/hazelnut --report report.html",
    "  anople score runs/hazelnut new-pictures/ --overlays overlays",
    "",
    "docs/cli.md documents files, JSON output and exit codes.",
    "",
  ].join("\n");
}

/** The help of one command: usage, flags, examples. */
export function commandHelp(command: Command): string {
  const { name, positionals, otherUsage = [], description, flags, examples } = command;
  const usage = [`anople ${`${name} ${positionals.names}`.trim()} [FLAGS]`, ...otherUsage];
  const all: Flags = { ...flags, ...COMMON_FLAGS };
  const rows = Object.entries(all).map(([flag, what]): [string, string] => [flagUsage(flag, what), flagMeaning(what)]);
  return [
    ...usage.map((line, i) => `${i === 0 ? "Usage: " : "       "}${line}`),
    "",
    wrap(description, 0),
    "",
    "Flags:",
    definitions(rows),
    "Examples:",
    ...examples.flatMap(({ does, line }) => [`  # ${does}`, `  ${line}`]),
    "",
  ].join("\n");
}

function flagUsage(name: string, flag: Flag): string {
  return flag.kind === "switch" ? `--${name}` : `--${name} ${flag.value}${flag.kind === "list" ? "…" : ""}`;
}

function flagMeaning(flag: Flag): string {
  if (flag.kind !== "value") return flag.meaning;
  const choices = flag.choices ? ` One of ${flag.choices.join(", ")}.` : "";
  const standard = flag.default === undefined ? "" : ` Default: ${flag.default}.`;
  return `${flag.meaning}${choices}${standard}`;
}

/** Terms and their meanings in two columns. */
function definitions(rows: readonly (readonly [string, string])[]): string {
  const indent = Math.max(...rows.map(([term]) => term.length)) + 4;
  return rows.map(([term, meaning]) => `  ${term}`.padEnd(indent) + wrap(meaning, indent) + "\n").join("");
}

/** Breaks text into lines; all but the first are indented. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > TEXT_WIDTH - indent) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}
