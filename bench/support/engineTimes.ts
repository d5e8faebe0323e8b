import { fork } from "node:child_process";
import { once } from "node:events";
import { Channel } from "../../src/protocol/channel.ts";
import { ENGINE, ENGINE_HOST } from "../../src/protocol/engine.ts";

/** Milliseconds that a new engine process takes to start and find data sets, to find them again, and to list a category. */
export async function timeEngine(script: string, folder: string, category: string) {
  const child = fork(script, [], {
    serialization: "advanced",
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const channel = new Channel(
    {
      post: (message) => void child.send(message as object),
      onMessage: (listener) => void child.on("message", listener),
    },
    ENGINE,
    ENGINE_HOST,
    { log: () => null },
  );
  const time = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const find = () => channel.call("findDatasets", { folders: [folder] });
  const times = {
    first: await time(find),
    find: await time(find),
    list: await time(() => channel.call("listImages", { root: category })),
  };
  child.disconnect();
  await once(child, "exit");
  return times;
}
