import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** A process below the VS Code server, and its words separated by spaces. */
export interface ServerProcess {
  readonly pid: number;
  readonly command: string;
}

/** Processes that the extension host or a terminal of this window has started. */
export function processesOf(serverPid: number) {
  /** Those whose command line holds `text`, such as "dist/engine.js". */
  async function findProcesses(text: string): Promise<ServerProcess[]> {
    const all = await allProcesses();
    const below = new Set([serverPid]);
    for (let before = 0; before < below.size; ) {
      before = below.size;
      for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
    }
    return all.filter(({ pid, command }) => below.has(pid) && command.includes(text));
  }

  return {
    findProcesses,

    /** Kills a process as a crash would, and waits until it has gone. */
    async killProcess(pid: number): Promise<void> {
      if (!(await findProcesses("")).some((one) => one.pid === pid)) throw new Error(`${pid} is not of this window.`);
      process.kill(pid, "SIGKILL");
      while ((await findProcesses("")).some((one) => one.pid === pid)) await delay(50);
    },
  };
}

async function allProcesses(): Promise<(ServerProcess & { parent: number })[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = await Promise.all(ids.map((id) => readProcess(id).catch(() => null)));
  return read.filter((one) => one !== null);
}

async function readProcess(id: string) {
  const status = await readFile(`/proc/${id}/status`, "utf8");
  const command = (await readFile(`/proc/${id}/cmdline`, "utf8")).replaceAll("\0", " ").trim();
  // One that has ended but was not asked for its exit code is no more.
  if (/^State:\s+Z/m.test(status)) return null;
  return { pid: Number(id), parent: Number(/^PPid:\s+(\d+)/m.exec(status)![1]), command };
}
