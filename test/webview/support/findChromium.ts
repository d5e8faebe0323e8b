import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A Chromium: `$CHROMIUM`, the system's, or the one that the end-to-end tests have set up; undefined where there is none. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM || "", ...INSTALLED].find((file) => existsSync(file)) ?? fromCache();
}

function fromCache(): string | undefined {
  const cache = process.env.ANOPLE_E2E_CACHE || path.join(os.homedir(), ".cache", "anople-e2e");
  const name = existsSync(cache) && readdirSync(cache).find((one) => one.startsWith("chromium-"));
  if (!name) return undefined;
  // Unpacks the browser into the system's temporary folder.
  const script = 'import("@sparticuz/chromium").then(async (m) => console.log(await m.default.executablePath()))';
  return execFileSync(process.execPath, ["-e", script], { cwd: path.join(cache, name), encoding: "utf8" }).trim();
}
