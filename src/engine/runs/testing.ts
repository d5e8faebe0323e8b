/** What the tests of runs share. */

import { spawn } from "node:child_process";
import type { NewRun } from "./createRun.ts";

/** A run as a training starts it. */
export function newRun(): NewRun {
  return {
    engine: "0.1.0",
    node: "20.9.0",
    onnxruntime: "1.30.0",
    seed: 111,
    draw: 0,
    shots: 1,
    preset: "quick",
    model: { name: "mini", directory: "/models/mini", fingerprint: "f".repeat(64) },
    categories: [
      {
        name: "metal_nut",
        className: "metal nut",
        root: "/data/metal_nut",
        support: [{ path: "/data/metal_nut/train/good/000.png", sha256: "0".repeat(64) }],
      },
    ],
    config: { epochs: 2, "a.b": { nested: [1, null] } },
    command: "anople train /data",
    status: "running",
    step: 0,
    steps: 100,
  };
}

/** Starts a test file in a process of its own; it finds `job` in the environment and acts on it instead of testing. */
export function startChild(file: string, job: Record<string, string>) {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const child = spawn(process.execPath, [file], {
    env: { ...environment, ANOPLE_TEST_JOB: JSON.stringify(job) },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  let output = "";
  const waiting: (() => void)[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    for (const wake of waiting.splice(0)) wake();
  });
  return {
    pid: child.pid!,
    /** Waits until the child has written `text`. */
    async says(text: string): Promise<void> {
      while (!output.includes(text)) {
        if (child.exitCode !== null) throw new Error(`The child ended without saying ${text}: ${output}`);
        await Promise.race([new Promise<void>((resolve) => waiting.push(resolve)), ended]);
      }
    },
    /** Ends the child at once, wherever it is. */
    async kill(): Promise<void> {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The job that `startChild` gave to this process, if any. */
export function childJob(): Record<string, string> | null {
  const job = process.env.ANOPLE_TEST_JOB;
  return job === undefined ? null : JSON.parse(job);
}
