import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Profile } from "./profile.ts";

type VsCode = typeof import("vscode");

const WAIT = 60_000;

/** What JSON can carry. */
export type Plain =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Plain[]
  | { readonly [name: string]: Plain };

/** Calls functions in the extension host of the window with this profile; see `Workbench.hostCall`. */
export function hostCaller(profile: Profile) {
  return async <P extends readonly Plain[], R>(
    run: (vscode: VsCode, ...parameters: P) => R,
    ...parameters: P
  ): Promise<Awaited<R>> => {
    const body = JSON.stringify({ source: String(run), parameters });
    const response = await send(profile, body);
    const { result, error } = (await response.json()) as { result: Awaited<R>; error?: string };
    if (error !== undefined) throw new Error(`In the extension host: ${error}`);
    return result;
  };
}

/** To the bridge as soon as it listens. After a reload its old port may still stand in the file. */
async function send(profile: Profile, body: string): Promise<Response> {
  for (const end = Date.now() + WAIT; ; await delay(100)) {
    try {
      const port = await readFile(profile.bridge, "utf8");
      return await fetch(`http://127.0.0.1:${port}`, {
        method: "POST",
        headers: { authorization: profile.bridgeWord },
        body,
      });
    } catch (error) {
      const { code } = error as { code?: string };
      const { cause } = error as { cause?: { code?: string } };
      const isStarting = code === "ENOENT" || cause?.code === "ECONNREFUSED";
      if (!isStarting || Date.now() > end) throw new Error("The extension host does not answer.", { cause: error });
    }
  }
}
