import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../base/errors.ts";
import type { JobContext } from "./jobContext.ts";

/** Between two pieces of work: takes in messages and signals, lets others work, and stops if that was asked for. */
export async function pause({ signal, breathe }: JobContext): Promise<void> {
  await setImmediate();
  await breathe?.();
  throwIfCancelled(signal);
}
