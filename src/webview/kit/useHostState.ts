import { useCallback, useState } from "preact/hooks";
import * as v from "valibot";
import { vscodeApi } from "./vscodeApi.ts";

/** States of this many names are kept; the ones that were changed longest ago go first. */
const KEPT = 20;

const STORED = v.record(v.string(), v.unknown());

/**
 * State that outlives hiding the view and reloading the window.
 *
 * @param name what it is the state of, such as a run's path; another name has a state of its own
 * @param schema what stored values must be like; anything else is forgotten
 */
export function useHostState<T>(
  name: string,
  schema: v.GenericSchema<unknown, T>,
  initial: T,
): [T, (change: (old: T) => T) => void] {
  const [held, setHeld] = useState<{ name: string; value: T }>();
  const current = held?.name === name ? held.value : readHostState(name, schema, initial);
  if (held?.name !== name) setHeld({ name, value: current });
  const change = useCallback(
    (update: (old: T) => T) => {
      setHeld((old) => {
        const value = update(old?.name === name ? old.value : initial);
        writeHostState(name, value);
        return { name, value };
      });
    },
    [name],
  );
  return [current, change];
}

/** The stored state of a name; `initial` where there is none or it isn't what the schema says. */
function readHostState<T>(name: string, schema: v.GenericSchema<unknown, T>, initial: T): T {
  const { [name]: value } = stored();
  const { success, output } = v.safeParse(schema, value);
  return success ? output : initial;
}

/** Stores the state of a name. */
function writeHostState(name: string, value: unknown): void {
  const { [name]: _, ...others } = stored();
  vscodeApi().setState(Object.fromEntries([...Object.entries(others).slice(1 - KEPT), [name, value]]));
}

function stored(): Record<string, unknown> {
  const { success, output } = v.safeParse(STORED, vscodeApi().getState());
  return success ? output : {};
}
