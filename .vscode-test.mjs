// For `npm run test:desktop`: downloads VS Code and runs test/inhost in it.
import { defineConfig } from "@vscode/test-cli";
import { bundleInHostTests } from "./scripts/lib/inHostTests.mjs";

await bundleInHostTests();

export default defineConfig({
  files: "out/inhost/*.test.cjs",
  workspaceFolder: "media/samples",
  launchArgs: ["--disable-extensions", "--disable-workspace-trust"],
  mocha: { ui: "bdd", timeout: 60_000 },
});
