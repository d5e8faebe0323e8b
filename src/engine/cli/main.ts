import { inspect } from "node:util";
import { AnopleError, messageOf } from "../base/errors.ts";
import { ENGINE_VERSION } from "../base/version.ts";
import { benchCommand } from "./benchCommand.ts";
import type { Command, CommandContext } from "./command.ts";
import { evalCommand } from "./evalCommand.ts";
import { exportCommand } from "./exportCommand.ts";
import { commandHelp, overviewHelp } from "./help.ts";
import { inspectCommand } from "./inspectCommand.ts";
import { writeJsonLine } from "./json.ts";
import { modelsCommand } from "./modelsCommand.ts";
import { nearest } from "./nearest.ts";
import { scoreCommand } from "./scoreCommand.ts";
import { printable } from "./terminal.ts";
import { trainCommand } from "./trainCommand.ts";

const COMMANDS: readonly Command[] = [
  trainCommand,
  scoreCommand,
  evalCommand,
  exportCommand,
  inspectCommand,
  modelsCommand,
  benchCommand,
];

/** The exit code of a bug in the program. */
const BUG_EXIT_CODE = 1;

/**
 * Runs a command line; nothing is thrown.
 *
 * @param argv what follows `anople`
 * @returns the exit code, see docs/cli.md
 */
export async function main(argv: readonly string[], context: CommandContext): Promise<number> {
  try {
    await dispatch(argv, context);
    return 0;
  } catch (error) {
    return reportError(error, argv, context);
  }
}

async function dispatch(argv: readonly string[], context: CommandContext): Promise<void> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "-h" || (name === "help" && rest.length === 0))
    return context.terminal.out(overviewHelp(COMMANDS));
  if (name === "--version" || name === "-V") return context.terminal.out(`anople ${ENGINE_VERSION}\n`);
  if (name === "help") return context.terminal.out(commandHelp(findCommand(rest[0]!)));
  const command = findCommand(name);
  if (flagsOf(rest).some((flag) => flag === "--help" || flag === "-h"))
    return context.terminal.out(commandHelp(command));
  await command.run(rest, context);
}

function findCommand(name: string): Command {
  const command = COMMANDS.find((one) => one.name === name);
  if (command) return command;
  const names = COMMANDS.map((one) => one.name);
  const what = name.startsWith("-") ? `There is no flag ${name}` : `There is no command "${name}"`;
  const meant = nearest(name, names);
  const hint = `The commands are ${names.join(", ")}; \`anople --help\` explains them.`;
  throw new AnopleError("usage", `${what}.`, meant ? `Did you mean ${meant}? ${hint}` : hint);
}

/** The arguments before a lone "--", after which nothing is a flag. */
function flagsOf(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end < 0 ? argv : argv.slice(0, end);
}

function reportError(error: unknown, argv: readonly string[], { terminal, environment }: CommandContext): number {
  const flags = flagsOf(argv);
  const known = error instanceof AnopleError ? error : null;
  const debug = flags.includes("--debug") || !["", "0", undefined].includes(environment.ANOPLE_DEBUG);
  const hint = known
    ? known.hint
    : "This is a bug in AnoPLe. Run the command again with --debug to see where it happened, and report that.";
  if (flags.includes("--json"))
    writeJsonLine(terminal, { type: "error", code: known?.code ?? "bug", message: messageOf(error), hint });
  terminal.err(`error: ${printable(messageOf(error))}\n${hint === "" ? "" : `  ${printable(hint)}\n`}`);
  if (debug) terminal.err(`${inspect(error)}\n`);
  return known?.exitCode ?? BUG_EXIT_CODE;
}
