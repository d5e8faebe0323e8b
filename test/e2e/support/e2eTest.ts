import { type TestContext, test } from "node:test";
import { unavailable } from "./environment.ts";

/** Long, for a machine that is busy with other things. */
const TIME_LIMIT = 240_000;

/** As node:test's `test`, but skipped, with the reason, where there is no workbench. */
export function e2eTest(name: string, run: (context: TestContext) => Promise<void>): void {
  test(name, { skip: unavailable ?? false, timeout: TIME_LIMIT }, run);
}
