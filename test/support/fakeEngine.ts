/** An engine process that computes nothing: what it is asked for says how it behaves. */

import { Channel, type Transport } from "../../src/protocol/channel.ts";
import { ENGINE, ENGINE_HOST } from "../../src/protocol/engine.ts";
import type { Handlers } from "../../src/protocol/method.ts";
import { RemoteError } from "../../src/protocol/remoteError.ts";

const transport: Transport = {
  post: (message) => process.send!(message as object),
  onMessage: (listener) => process.on("message", listener),
};

const never = () => new Promise<never>(() => {});

const handlers: Partial<Handlers<typeof ENGINE>> = {
  diagnostics: () => ({ pid: String(process.pid), arguments: process.argv.slice(2).join(" ") }),
  listImages: async ({ root }, { signal }) => {
    if (root === "/crash") process.kill(process.pid, "SIGKILL");
    if (root === "/deaf") return never();
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(new RemoteError("cancelled", "Stopped.", "All is kept.")));
    });
  },
  train: async (_, { report }) => {
    for (const done of [1, 2, 3]) report({ type: "progress", stage: "Training", done, total: 3 });
    return { run: "/run" };
  },
};

new Channel(transport, ENGINE_HOST, ENGINE, handlers as Handlers<typeof ENGINE>);
process.on("disconnect", () => process.exit(0));
