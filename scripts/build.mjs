// Bundles the command line, the engine process, the extension and its web views into dist/.
import { rm } from "node:fs/promises";
import { build } from "esbuild";

const external = ["onnxruntime-node", "sharp", "vscode"];
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  logLevel: "warning",
  legalComments: "none",
  // Smaller, with names as they are, so that a stack trace can be read.
  minifyWhitespace: true,
  minifySyntax: true,
};

await rm("dist", { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    entryPoints: { cli: "src/engine/cli.ts", engine: "src/engine/main.ts" },
    outdir: "dist",
    format: "esm",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    external,
    // Bundled CommonJS packages look for `require`, which an ES module does not have.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  }),
  build({
    ...common,
    entryPoints: ["src/extension/extension.ts"],
    outfile: "dist/extension.cjs",
    format: "cjs",
    external,
  }),
  build({
    entryPoints: ["report.ts", "results.tsx", "run.tsx", "inspector.tsx", "support.tsx"].map(
      (name) => `src/webview/${name}`,
    ),
    outdir: "dist/webview",
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: true,
    logLevel: "warning",
    legalComments: "none",
  }),
]);
