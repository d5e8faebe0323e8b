import Module from "node:module";
import path from "node:path";
import { build } from "esbuild";
import { fakeVscode } from "./fakeVscode.ts";

/** Bundles a module of the extension and loads it into an editor of its own. */
export async function bundleHost<T>(file: string): Promise<{ module: T; vscode: ReturnType<typeof fakeVscode> }> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    write: false,
    logLevel: "warning",
  });
  const vscode = fakeVscode();
  const module = { exports: {} };
  const require = Module.createRequire(path.resolve(file));
  const load = (name: string) => (name === "vscode" ? vscode.api : require(name));
  new Function("module", "exports", "require", outputFiles[0]!.text)(module, module.exports, load);
  return { module: module.exports as T, vscode };
}

/** Bundles a program for Node into `out`. */
export async function bundleProgram(file: string, out: string): Promise<void> {
  await build({ entryPoints: [file], outfile: out, bundle: true, platform: "node", format: "esm", target: "node20" });
}
