import { parseArgs } from "node:util";
import { AnopleError } from "../base/errors.ts";
import { nearest } from "./nearest.ts";

/** A flag: on or off, with a value, or with one or more values up to the next flag. */
export type Flag =
  | { readonly kind: "switch"; readonly meaning: string }
  | {
      readonly kind: "value";
      /** The value's name in the help. */
      readonly value: string;
      readonly meaning: string;
      readonly default?: string;
      readonly choices?: readonly string[];
    }
  | { readonly kind: "list"; readonly value: string; readonly meaning: string };

export type Flags = Readonly<Record<string, Flag>>;

type FlagValue<F extends Flag> = F extends { kind: "switch" }
  ? boolean
  : F extends { kind: "list" }
    ? readonly string[]
    :
        | (F extends { choices: readonly (infer Choice)[] } ? Choice : string)
        | (F extends { default: string } ? never : undefined);

/** The arguments that stand without a flag. */
export interface Positionals {
  /** As the help writes them: "RUN PATH…". */
  readonly names: string;
  readonly min: number;
  readonly max: number;
  /** The flag that takes their place. */
  readonly unless?: string;
}

export interface Arguments<F extends Flags> {
  readonly positionals: readonly string[];
  readonly flags: { readonly [K in keyof F]: FlagValue<F[K]> };
  /** Names of the flags that were typed. */
  readonly given: ReadonlySet<string>;
}

/** Flags that every command has. */
export const COMMON_FLAGS = {
  help: { kind: "switch", meaning: "Show this help." },
  debug: { kind: "switch", meaning: "On an error, show where in the program it happened (also ANOPLE_DEBUG=1)." },
} as const satisfies Flags;

/** Flags of the commands that take a while. */
export const OUTPUT_FLAGS = {
  json: { kind: "switch", meaning: "Print events as lines of JSON, the result as the last one." },
  quiet: { kind: "switch", meaning: "Show no progress." },
} as const satisfies Flags;

/**
 * Reads a command's arguments. A list flag takes all that follows it up to the next flag; where arguments of the command
 * itself would then be missing, the last ones are those.
 *
 * @param command its name, for messages
 * @throws AnopleError("usage") naming the flag that is unknown, lacks its value, has an impossible one or comes twice, or
 *   the argument that is missing or too many
 */
export function parseFlags<const F extends Flags>(
  command: string,
  argv: readonly string[],
  known: F,
  expected: Positionals,
): Arguments<F & typeof COMMON_FLAGS> {
  const all: Flags = { ...known, ...COMMON_FLAGS };
  const options = Object.fromEntries(
    Object.entries(all).map(([name, { kind }]) => [
      name,
      { type: kind === "switch" ? ("boolean" as const) : ("string" as const), multiple: kind !== "switch" },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, boolean | string | string[] | undefined> = {};
  for (const [name, flag] of Object.entries(all))
    values[name] = flag.kind === "switch" ? false : flag.kind === "list" ? [] : flag.default;
  const given = new Set<string>();
  const positionals: string[] = [];
  let open: string[] | null = null;
  for (const token of tokens) {
    if (token.kind === "positional") (open ?? positionals).push(token.value);
    else open = null;
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const flag = Object.hasOwn(all, name) ? all[name]! : undefined;
    if (!flag || !rawName.startsWith("--")) throw unknownFlag(command, rawName, Object.keys(all));
    if (flag.kind !== "list" && given.has(name))
      throw new AnopleError("usage", `--${name} is given twice.`, "Give it once.");
    given.add(name);
    if (flag.kind === "switch") {
      if (value !== undefined)
        throw new AnopleError("usage", `--${name} takes no value, but has "${value}".`, `Write just --${name}.`);
      values[name] = true;
      continue;
    }
    if (value === undefined || (!token.inlineValue && value.startsWith("--"))) throw missingValue(name, flag.value);
    if (flag.kind === "value") values[name] = checkChoice(name, value, flag.choices);
    else {
      open = values[name] as string[];
      open.push(value);
    }
  }
  const replaced = expected.unless !== undefined && given.has(expected.unless);
  const { min, max } = replaced ? { min: 0, max: 0 } : expected;
  // `--support a.png b.png FOLDER`: the command's own arguments stand last.
  const borrowed = min - positionals.length;
  if (open && borrowed > 0 && open.length > borrowed) positionals.push(...open.splice(-borrowed));
  checkCount(command, positionals, { names: expected.names, min, max });
  return { positionals, given, flags: values as Arguments<F & typeof COMMON_FLAGS>["flags"] };
}

/**
 * A flag's value as a whole number.
 * @throws AnopleError("usage") if it is none or below `min`
 */
export function wholeNumber(flag: string, text: string, min: number): number {
  const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new AnopleError("usage", `--${flag} is "${text}".`, `Give a whole number of at least ${min}.`);
}

function unknownFlag(command: string, flag: string, known: readonly string[]): AnopleError {
  const meant = nearest(flag.replace(/^-+/, ""), known);
  const help = `\`anople ${command} --help\` lists the flags.`;
  const message = `\`anople ${command}\` has no flag ${flag}.`;
  return new AnopleError("usage", message, meant ? `Did you mean --${meant}? ${help}` : help);
}

function missingValue(name: string, value: string): AnopleError {
  return new AnopleError("usage", `--${name} has no value.`, `Write --${name} ${value}.`);
}

function checkChoice(name: string, value: string, choices: readonly string[] | undefined): string {
  if (!choices || choices.includes(value)) return value;
  const meant = nearest(value, choices);
  const hint = `It can be ${choices.join(", ")}.`;
  throw new AnopleError("usage", `--${name} is "${value}".`, meant ? `Did you mean ${meant}? ${hint}` : hint);
}

function checkCount(command: string, positionals: readonly string[], { names, min, max }: Positionals): void {
  const usage = `Usage: anople ${`${command} ${names}`.trim()}. \`anople ${command} --help\` says more.`;
  if (positionals.length < min) {
    const missing = names.split(" ").slice(positionals.length, min).join(" and ").replaceAll("…", "");
    throw new AnopleError("usage", `\`anople ${command}\` lacks ${missing}.`, usage);
  }
  if (positionals.length > max) {
    const extra = positionals[max]!;
    const message = `\`anople ${command}\` can't take "${extra}": it is one argument too many.`;
    throw new AnopleError("usage", message, `Put names with spaces in quotes. ${usage}`);
  }
}
