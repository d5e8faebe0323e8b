// Takes the pictures of docs/screens in the real VS Code: npm run screenshots
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { runE2e } from "./e2e.mjs";

const FROM = "out/e2e/screenshots";
const TO = "docs/screens";

const { failed, skipped } = await runE2e({ folder: "test/screens" });
if (failed + skipped === 0) {
  await mkdir(TO, { recursive: true });
  // 256 colours are enough for what is mostly plain, and a third of the size.
  for (const name of await readdir(FROM))
    await sharp(path.join(FROM, name)).png({ palette: true, quality: 95, effort: 10 }).toFile(path.join(TO, name));
}
process.exitCode = failed + skipped > 0 ? 1 : 0;
