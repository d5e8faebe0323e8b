// How fast the Data Sets view is with 20,000 images, in the real VS Code: npm run bench:workbench
import { runE2e } from "../scripts/e2e.mjs";

const { failed, skipped } = await runE2e({ folder: "bench" });
process.exitCode = failed + skipped > 0 ? 1 : 0;
