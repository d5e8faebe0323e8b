import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { listenForStop } from "./stopSignals.ts";
import { fakeTerminal } from "./testSupport.ts";

/** In the child: lives until it is ended, and says when it was asked to stop. */
function waitForStop(): void {
  const controller = new AbortController();
  listenForStop(controller, fakeTerminal());
  controller.signal.addEventListener("abort", () => process.stdout.write("aborted"));
  setInterval(() => undefined, 1000);
  process.stdout.write("ready");
}

if (process.env.ANOPLE_TEST_STOP) waitForStop();
else {
  const skip = process.platform === "win32";
  test("the first Ctrl-C aborts, its echo does nothing, a later one ends the process with 130", { skip }, async () => {
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
      env: { ...environment, ANOPLE_TEST_STOP: "1" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    const says = async () => String((await once(child.stdout, "data"))[0]);
    assert.equal(await says(), "ready");
    child.kill("SIGINT");
    assert.equal(await says(), "aborted");
    child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(child.exitCode, null);
    child.kill("SIGTERM");
    assert.deepEqual(await ended, [130, null]);
  });
}
