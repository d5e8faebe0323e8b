import { type Arguments, type COMMON_FLAGS, type Flags, type Positionals, parseFlags } from "./flags.ts";
import type { Jobs } from "./jobTable.ts";
import type { Terminal } from "./terminal.ts";

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly jobs: Jobs;
}

interface CommandSpec<F extends Flags> {
  readonly name: string;
  /** A line for the overview. */
  readonly summary: string;
  /** What the help says beside the flags. */
  readonly description: string;
  readonly positionals: Positionals;
  /** Other forms of the command than the one with its positionals. */
  readonly otherUsage?: readonly string[];
  readonly flags: F;
  readonly examples: readonly { readonly does: string; readonly line: string }[];
  run(args: Arguments<F & typeof COMMON_FLAGS>, context: CommandContext): Promise<void>;
}

/** A command, whatever its flags. */
export interface Command extends Omit<CommandSpec<Flags>, "run"> {
  /** Throws AnopleError, "usage" for arguments that can't be understood. */
  run(argv: readonly string[], context: CommandContext): Promise<void>;
}

/** Makes a command: its arguments are parsed by its own table of flags before it runs. */
export function defineCommand<const F extends Flags>(spec: CommandSpec<F>): Command {
  return {
    ...spec,
    run: (argv, context) => spec.run(parseFlags(spec.name, argv, spec.flags, spec.positionals), context),
  };
}
