import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { InHostResult } from "../../inhost/support/inHostResult.ts";
import { launchBrowser } from "./browser.ts";
import { environment } from "./environment.ts";
import { makeProfile, removeProfile } from "./profile.ts";
import { startServer } from "./vscodeServer.ts";

const TIME_LIMIT = 200_000;

/**
 * Runs `run()` of a module in the extension host, with AnoPLe as the extension under development.
 *
 * @param tests absolute path of the module; it writes what came out to the file named by `ANOPLE_INHOST_RESULTS`
 * @param folder the workspace folder
 * @throws with the server's log if the host does not get that far
 */
export async function runInHost(tests: string, folder: string): Promise<readonly InHostResult[]> {
  const profile = await makeProfile({});
  const results = path.join(profile.root, "results.json");
  const variables = { ANOPLE_INHOST_RESULTS: results };
  const server = await startServer(profile, { isTrusting: true, isDriven: true, variables });
  const browser = await launchBrowser(profile).catch(() => null);
  try {
    if (!browser) throw new Error("The browser did not start.");
    const remote = (file: string) => `vscode-remote://127.0.0.1:${server.port}${file}`;
    const payload = [
      ["extensionDevelopmentPath", remote(environment().stage)],
      ["extensionTestsPath", remote(tests)],
    ];
    const { page } = browser;
    // The names are VS Code's.
    await page.exposeFunction("codeAutomationLog", () => {});
    const ended = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
    await page.goto(`${server.url}/?${new URLSearchParams({ folder, payload: JSON.stringify(payload) })}`);
    if ((await Promise.race([ended, delay(TIME_LIMIT, "late", { ref: false })])) === "late")
      throw new Error("The tests in the extension host did not end.");
    return JSON.parse(await readFile(results, "utf8"));
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${await readFile(profile.log, "utf8")}`, { cause: error });
  } finally {
    await browser?.context.close();
    await server.stop();
    await removeProfile(profile);
  }
}
