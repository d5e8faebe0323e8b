// Trains and evaluates every category of a data folder for several seeds and writes docs/results.md.
// Each finished cell is a line of .anople/results/cells.ndjson, so an interrupted run goes on where it stopped.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "media/samples" },
    shots: { type: "string", default: "1" },
    seeds: { type: "string", default: "0,1,2" },
    preset: { type: "string", default: "balanced" },
    set: { type: "string", multiple: true, default: [] },
    out: { type: "string", default: "docs/results.md" },
  },
});
const seeds = values.seeds.split(",").map(Number);
const shots = values.shots.split(",").map(Number);
const settings = values.set.flatMap((setting) => ["--set", setting]);
const folder = ".anople/results";
const cellsFile = path.join(folder, "cells.ndjson");
const { version } = JSON.parse(await readFile("package.json", "utf8"));

/** Runs the command line and gives its result line. */
async function anople(...args) {
  const child = spawn(process.execPath, ["dist/cli.js", ...args, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  let last = "";
  let rest = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      last = line;
      const event = JSON.parse(line);
      if (event.type === "step" && event.step % 50 === 0) console.error(`    step ${event.step} of ${event.steps}`);
    }
  }
  const code = await new Promise((resolve) =>
    child.exitCode === null ? child.on("close", resolve) : resolve(child.exitCode),
  );
  if (code !== 0) throw new Error(`anople ${args.join(" ")} ended with ${code}.`);
  return JSON.parse(last);
}

async function readCells() {
  const text = await readFile(cellsFile, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

await mkdir(folder, { recursive: true });
const { index } = await anople("inspect", values.data);
const categories = index.categories
  .filter(({ items }) => items.some((item) => item.label === 1))
  .map(({ name }) => name);
const keyOf = (category, shot, seed) => [version, values.preset, ...values.set, category, shot, seed].join(" ");
const known = new Map((await readCells()).map((cell) => [cell.key, cell]));
for (const shot of shots) {
  for (const seed of seeds) {
    for (const category of categories) {
      const key = keyOf(category, shot, seed);
      if (known.has(key)) continue;
      console.error(`${category}, ${shot} shot, seed ${seed}`);
      const run = path.join(folder, createHash("sha256").update(key).digest("hex").slice(0, 16));
      const began = Date.now();
      await anople(
        "train",
        values.data,
        "--category",
        category,
        "--shots",
        `${shot}`,
        "--seed",
        `${seed}`,
        "--preset",
        values.preset,
        ...settings,
        "--out",
        run,
      );
      const seconds = (Date.now() - began) / 1000;
      const { image, pixel, parts, counts } = await anople("eval", run, values.data, "--category", category);
      const cell = { key, category, shot, seed, seconds, image, pixel, parts, counts };
      known.set(key, cell);
      await appendFile(cellsFile, `${JSON.stringify(cell)}\n`);
    }
  }
}

const PARTS = ["memory", "prompt", "decoder", "fused"];
const METRICS = [
  ["Image AUROC", (part) => part.image.auroc],
  ["Pixel AUROC", (part) => part.pixel.auroc],
  ["AUPRO", (part) => part.pixel.aupro],
];
const partOf = (cell, part) => (part === "fused" ? cell : cell.parts[part]);

/** Mean ± sample standard deviation in per cent. */
function summary(numbers) {
  const given = numbers.filter((x) => x !== null);
  if (given.length === 0) return "–";
  const mean = given.reduce((a, b) => a + b, 0) / given.length;
  const sd = Math.sqrt(given.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (given.length - 1));
  return (100 * mean).toFixed(1) + (given.length > 1 ? ` ± ${(100 * sd).toFixed(1)}` : "");
}

const command = ["npm run results --", `--data ${values.data} --shots ${values.shots} --seeds ${values.seeds}`];
if (values.preset !== "balanced") command.push(`--preset ${values.preset}`);
command.push(...values.set.map((setting) => `--set ${setting}`));
const lines = [
  "# Results",
  "",
  "Written by:",
  "",
  "```sh",
  command.join(" "),
  "```",
  "",
  `AnoPLe ${version} with anople-mini, preset ${values.preset}${values.set.length > 0 ? ` with ${values.set.join(", ")}` : ""}, one model for each category. ` +
    `In per cent, mean ± sample standard deviation over the support draws ${seeds.join(", ")}; all test images of each category. ` +
    "The last step's model is measured: test images choose nothing. Image AUROC is rank based with ties ½; pixel AUROC pools all test pixels at the images' own size; " +
    "AUPRO is exact, 8-connected, to a false-positive rate of 0.3, at the images' own size. The prompt score is one number an image and has no map.",
];
for (const shot of shots) {
  lines.push("", `## ${shot} shot`);
  const cells = (category) => seeds.map((seed) => known.get(keyOf(category, shot, seed)));
  for (const [name, metric] of METRICS) {
    lines.push("", `### ${name}`, "", `| category | ${PARTS.join(" | ")} |`, `|---|${"---|".repeat(PARTS.length)}`);
    const row = (label, values) => lines.push(`| ${label} | ${values.map(summary).join(" | ")} |`);
    for (const category of categories) {
      row(
        category,
        PARTS.map((part) => cells(category).map((cell) => metric(partOf(cell, part)))),
      );
    }
    // The mean over categories, draw by draw, so that its spread is that of draws.
    const meanOf = (part, i) => {
      const numbers = categories.map((category) => metric(partOf(cells(category)[i], part)));
      return numbers.includes(null) ? null : numbers.reduce((a, b) => a + b, 0) / numbers.length;
    };
    row(
      "**mean**",
      PARTS.map((part) => seeds.map((_, i) => meanOf(part, i))),
    );
  }
  lines.push(
    "",
    "### Test images and training time",
    "",
    "| category | normal | anomalous | masks | training in seconds, each draw |",
    "|---|---|---|---|---|",
  );
  for (const category of categories) {
    const [first] = cells(category);
    const { normal, anomalous, masks } = first.counts;
    lines.push(
      `| ${category} | ${normal} | ${anomalous} | ${masks} | ${cells(category)
        .map((cell) => cell.seconds.toFixed(0))
        .join(", ")} |`,
    );
  }
}
await writeFile(values.out, `${lines.join("\n")}\n`);
console.error(`Wrote ${values.out}.`);
