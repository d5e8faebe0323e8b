// Trains on one bundled picture of a good hazelnut, scores the test pictures and writes a report.
import { spawnSync } from "node:child_process";
import path from "node:path";

const SAMPLE = "media/samples/hazelnut";
const RUN = ".anople/demo";

function anople(...args) {
  console.log(`\n$ anople ${args.join(" ")}`);
  const { status } = spawnSync(process.execPath, ["dist/cli.js", ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

anople("train", SAMPLE, "--shots", "1", "--seed", "0", "--preset", "fast", "--out", RUN);
anople("eval", RUN, SAMPLE, "--report", path.join(RUN, "report.html"));
console.log(`\nOpen ${path.resolve(RUN, "report.html")} in a browser.`);
