/**
 * The engine process. The extension host forks it with `serialization: "advanced"` and talks to it over IPC; the flag
 * --restricted is for workspaces that are not trusted. It ends when the host is gone, after running work has kept its state.
 */

import { setTimeout } from "node:timers/promises";
import { Channel, type Transport } from "../protocol/channel.ts";
import { ENGINE, ENGINE_HOST } from "../protocol/engine.ts";
import { ENGINE_VERSION } from "./base/version.ts";
import { createEngine, type LogLevel } from "./serve.ts";

/** Time that running work gets to keep its state; what is blocked for longer is killed, which loses some steps. */
const GRACE_MS = 3000;

if (!process.send) {
  process.stderr.write("This is a part of AnoPLe's extension. The command line is cli.js beside it.\n");
  process.exit(2);
}

const transport: Transport = {
  // Without the callback, a host that is just going away would be an error of this process.
  post: (message) => void process.send?.(message, undefined, undefined, () => undefined),
  onMessage: (listener) => void process.on("message", listener),
};
const restricted = process.argv.includes("--restricted");
const engine = createEngine({ restricted, log });
const channel = new Channel(transport, ENGINE_HOST, ENGINE, engine.handlers, ({ message, detail }) => {
  log("error", detail === "" ? message : detail);
});
log("info", `Engine ${ENGINE_VERSION}, process ${process.pid}${restricted ? ", restricted" : ""}.`);

function log(level: LogLevel, message: string): void {
  channel.call("log", { level, message }).catch(() => undefined);
}

let isEnding = false;

/** Stops everything as if cancelled. */
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  channel.close();
  await Promise.race([engine.idle(), setTimeout(GRACE_MS)]);
  process.exit(0);
}

process.on("disconnect", () => void end());
process.on("SIGTERM", () => void end());
process.on("SIGINT", () => void end());
