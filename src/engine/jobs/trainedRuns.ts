import { stat } from "node:fs/promises";
import { openRun } from "../runs/openRun.ts";
import type { AllowedModels } from "./recordedModel.ts";
import { openTrainedRun, type TrainedRun } from "./trainedRun.ts";

/** Lends trained runs to jobs, which then need not know how long one stays open. */
export interface TrainedRuns {
  /** Calls `work` with a run and gives its result. Throws as `openTrainedRun`. */
  use<T>(location: string, work: (trained: TrainedRun) => Promise<T>): Promise<T>;
}

/** Opens a run for each use and closes it after. */
export function openEachTime(allowed: AllowedModels): TrainedRuns {
  return {
    async use(location, work) {
      const trained = await openTrainedRun(location, allowed);
      try {
        return await work(trained);
      } finally {
        await trained.close();
      }
    },
  };
}

/** Opening takes a second, and whoever looks at one image looks at the next soon. */
const IDLE_MS = 60_000;

/** A run that is open, and how many use it. */
interface Open {
  readonly key: string;
  readonly trained: Promise<TrainedRun>;
  users: number;
  isRetired: boolean;
}

/**
 * Keeps the run of the last use open, until another is asked for, its files change or it was not used for `idleMs`
 * milliseconds. Uses may overlap; what is in use is never closed.
 */
export function keepLastOpen(allowed: AllowedModels, idleMs = IDLE_MS): TrainedRuns {
  let current: Open | null = null;
  let idle: NodeJS.Timeout | undefined;

  const close = ({ trained }: Open) => trained.then((run) => run.close()).catch(() => undefined);
  const retire = (open: Open) => {
    if (current === open) current = null;
    open.isRetired = true;
    if (open.users === 0) void close(open);
  };

  return {
    async use(location, work) {
      const key = await versionOf(location);
      clearTimeout(idle);
      if (current && current.key !== key) retire(current);
      current ??= { key, trained: openTrainedRun(location, allowed), users: 0, isRetired: false };
      const open = current;
      open.users++;
      try {
        const trained = await open.trained.catch((error) => {
          if (current === open) current = null;
          throw error;
        });
        return await work(trained);
      } finally {
        open.users--;
        if (open.users === 0 && open.isRetired) void close(open);
        if (open.users === 0 && current === open) idle = setTimeout(() => retire(open), idleMs).unref();
      }
    },
  };
}

/** Names a run as it is now: another text once what an open run was read from is written anew. */
async function versionOf(location: string): Promise<string> {
  const run = await openRun(location);
  const times = ["run.json", "state.safetensors", "memory.safetensors"].map(async (name) => {
    const found = await stat(run.file(name)).catch(() => null);
    return found ? `${found.mtimeMs}:${found.size}` : "none";
  });
  return [run.path, ...(await Promise.all(times))].join("\n");
}
