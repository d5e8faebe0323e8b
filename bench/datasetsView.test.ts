/** The Data Sets view with 20,000 images: how long it takes to open, to expand and to scroll, and what memory it takes. */

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { e2eTest } from "../test/e2e/support/e2eTest.ts";
import { environment } from "../test/e2e/support/environment.ts";
import { useWorkbench } from "../test/e2e/support/workbench.ts";
import { COUNTS, writeBigDataset } from "./support/bigDataset.ts";
import { timeEngine } from "./support/engineTimes.ts";
import { addFlatTrees, FLAT } from "./support/flatTrees.ts";
import { type Measurement, ratioTable } from "./support/ratioTable.ts";

const DATASET = "parts";
const FLAT_SIZES = [1000, 5000, 10_000];
/** Steps of ten rows each. */
const SCROLL_STEPS = 100;
const SCROLL_PIXELS = 220;

const current = useWorkbench({
  prepare: async (folder) => {
    await writeBigDataset(path.join(folder, DATASET));
    await addFlatTrees(path.join(folder, "..", "extensions"), FLAT_SIZES);
  },
});

/** Milliseconds, and the longest time for which the window did nothing else. */
async function time(work: () => Promise<unknown>): Promise<{ taken: number; blocked: number }> {
  const { page } = current();
  await page.evaluate(() => {
    const noted = globalThis as typeof globalThis & { longest: number; observer?: PerformanceObserver };
    noted.observer?.disconnect();
    noted.longest = 0;
    noted.observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.longest = Math.max(noted.longest, duration);
    });
    noted.observer.observe({ type: "longtask" });
  });
  const began = performance.now();
  await work();
  const taken = performance.now() - began;
  // Tasks are reported when they have ended.
  await page.waitForTimeout(300);
  return { taken, blocked: await page.evaluate(() => (globalThis as unknown as { longest: number }).longest) };
}

/** Turns the wheel, 120 units of which are 50 pixels to VS Code, over a tree and waits after each step until the window is drawn; milliseconds of each step. */
async function scroll(title: string): Promise<number[]> {
  return current().page.evaluate(
    async ({ title, steps, pixels }) => {
      const tree = document.querySelector(`[role="tree"][aria-label=${JSON.stringify(title)}]`)!;
      const drawn = () =>
        new Promise<void>((resolve) => {
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve();
            port2.postMessage(null);
          });
        });
      const taken: number[] = [];
      for (let step = 0; step < steps; step++) {
        await drawn();
        const began = performance.now();
        const target = tree.querySelector(".monaco-list-row")!;
        target.dispatchEvent(new WheelEvent("wheel", { wheelDeltaY: -2.4 * pixels, bubbles: true } as WheelEventInit));
        await drawn();
        taken.push(performance.now() - began);
      }
      return taken;
    },
    { title, steps: SCROLL_STEPS, pixels: SCROLL_PIXELS },
  );
}

/** Resident memory of the window's processes whose command line holds `text`, in MB. */
async function memory(text: string): Promise<number> {
  let sum = 0;
  for (const { pid } of await current().findProcesses(text)) {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))!;
    sum += Number(kilobytes) / 1024;
  }
  return sum;
}

const expandTime = (title: string, row: string | RegExp, child: string | RegExp) =>
  time(async () => {
    const tree = current().tree(title);
    await tree.row(row).first().locator(".monaco-tl-twistie").click();
    await tree.row(child).first().waitFor();
  });

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]!;

e2eTest("the Data Sets view with 20,000 images", async () => {
  const { folder, openContainer, pane, tree } = current();
  const found: Measurement[] = [];
  const note = (name: string, value: number, target?: number, unit: Measurement["unit"] = "ms") =>
    void found.push({ name, value, unit, ...(target !== undefined && { target }) });

  const engine = await timeEngine(
    path.join(environment().stage, "dist", "engine.js"),
    folder,
    path.join(folder, DATASET),
  );
  note("engine: start and find the data set", engine.first, 1500);
  note("engine: find it again", engine.find, 1000);
  note("engine: list its images", engine.list, 1000);

  const hostBefore = await memory("--type=extensionHost");
  const opened = await time(async () => {
    await openContainer("AnoPLe");
    await tree("Data Sets").row(DATASET).waitFor();
  });
  note("open the view until the data set shows", opened.taken, 3000);
  for (const other of ["Runs", "Results"]) await pane(other).locator(".pane-header").click();
  const groups = await expandTime("Data Sets", DATASET, "test/scratch");
  note("expand the data set", groups.taken, 1000);
  const parts = await expandTime("Data Sets", "train/good", "9001–10000");
  note(`expand train/good, ${COUNTS["train/good"]} images`, parts.taken, 300);
  const part = await expandTime("Data Sets", "1–1000", "000000.png");
  note("expand a part of 1000", part.taken, 500);
  note("… longest block of the window", part.blocked, 200);
  let steps: number[] = [];
  const scrolled = await time(async () => {
    steps = await scroll("Data Sets");
  });
  if ((await tree("Data Sets").labels()).includes("000000.png")) throw new Error("The wheel does not scroll the view.");
  note("scroll ten rows and draw, median", quantile(steps, 0.5), 50);
  note("scroll ten rows and draw, 95 %", quantile(steps, 0.95), 100);
  note("… longest block of the window", scrolled.blocked, 200);

  const noticed = await time(async () => {
    await writeFile(path.join(folder, DATASET, "test", "good", "new.png"), "");
    await tree("Data Sets").row(DATASET).locator(".label-description", { hasText: "5001" }).waitFor();
  });
  note("a new file shows in the view", noticed.taken, 3000);
  note("memory of the engine process", await memory(path.join("dist", "engine.js")), 200, "MB");
  note("memory of the extension host before", hostBefore, undefined, "MB");
  note("memory of the extension host", await memory("--type=extensionHost"), hostBefore + 100, "MB");

  await openContainer(FLAT);
  for (const size of FLAT_SIZES) {
    const flat = await expandTime(FLAT, `${size} rows`, "0.png");
    note(`a flat list of ${size}, for comparison`, flat.taken);
    note("… longest block of the window", flat.blocked);
    await tree(FLAT).row(`${size} rows`).locator(".monaco-tl-twistie").click();
  }
  console.log(`\n${ratioTable(found)}\n`);
});
