// Takes the pictures of docs/screens in the real VS Code: npm run screenshots
import { cp } from "node:fs/promises";
import { runE2e } from "./e2e.mjs";

const { failed, skipped } = await runE2e({ folder: "test/screens" });
if (failed + skipped === 0) await cp("out/e2e/screenshots", "docs/screens", { recursive: true });
process.exitCode = failed + skipped > 0 ? 1 : 0;
