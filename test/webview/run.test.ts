import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { RunDetails } from "../../src/protocol/runs.ts";
import { axeProblems } from "./support/axeProblems.ts";
import { hostState } from "./support/hostState.ts";
import { bundleHost, launchBrowser, noBrowser, openView, THEMES, type Theme } from "./support/openView.ts";
import { makeRun, makeStep } from "./support/runFixture.ts";
import { waitForCalls } from "./support/waitForCalls.ts";

const EVALUATED = { metrics: { imageAuroc: 0.9912, pixelAuroc: 0.9634, aupro: null } };
const RUNNING = { status: "running", step: 80, finishedAt: null } as const;

describe("the page of a run", { skip: noBrowser }, () => {
  let browser: Browser;
  let host: string;
  before(async () => {
    browser = await launchBrowser();
    host = await bundleHost("test/webview/support/runHost.ts");
  });
  after(() => browser?.close());

  interface Options {
    readonly theme?: Theme;
    readonly failing?: string[];
    readonly strings?: Record<string, string>;
    readonly script?: string;
  }

  /** Opens the page, runs `use` and checks that nothing went wrong in it. */
  async function withRun(answer: RunDetails, use: (page: Page) => Promise<void>, options: Options = {}): Promise<void> {
    const { theme = "dark", failing, strings, script = "" } = options;
    const fixture = { answer, failing, strings };
    const { page, errors } = await openView(browser, { view: "run", host: script + host, fixture, theme, width: 900 });
    await page.getByRole("main").waitFor();
    await use(page);
    assert.deepEqual(errors, []);
    await page.context().close();
  }

  const buttons = (page: Page) => page.locator(".run-header button").allTextContents();
  const plot = (page: Page) => page.getByRole("slider", { name: "Losses by step" });
  const curves = (page: Page) =>
    page.locator(".plot-area .line:not(.raw)").evaluateAll((lines) => lines.map((line) => line.classList[1]!));

  for (const theme of THEMES)
    test(`nothing is inaccessible in the theme ${theme}`, async () => {
      await withRun(
        makeRun({ ...RUNNING, ...EVALUATED }),
        async (page) => {
          await page.getByRole("button", { name: "Show the values as a table" }).click();
          await page.getByRole("button", { name: /All \d+ settings/ }).click();
          await page.getByRole("button", { name: /Latent/ }).click();
          assert.deepEqual(await axeProblems(page), []);
        },
        { theme },
      );
    });

  test("what can be done depends on how the run stands", async () => {
    const always = ["Copy as CLI Command", "Reveal Folder"];
    const expected = [
      [makeRun(RUNNING), "Running", ["Cancel", ...always]],
      [makeRun({ status: "stopped", step: 20 }), "Stopped", ["Resume", ...always]],
      [makeRun({ status: "interrupted", step: 20 }), "Interrupted", ["Resume", ...always]],
      [makeRun(), "Finished", ["Evaluate", ...always]],
      [makeRun(EVALUATED), "Finished and evaluated", ["Show Results", "Evaluate Again", ...always]],
    ] as const;
    for (const [run, status, actions] of expected)
      await withRun(run, async (page) => {
        assert.equal(await page.locator(".status").textContent(), status);
        assert.deepEqual(await buttons(page), actions);
      });
  });

  test("a button asks the host for its action, and a failure is told", async () => {
    await withRun(makeRun({ status: "stopped", step: 20 }), async (page) => {
      const run = makeRun().summary.path;
      await page.getByRole("button", { name: "Resume" }).click();
      await page.getByRole("button", { name: "Copy as CLI Command" }).click();
      assert.deepEqual(await waitForCalls(page, 2, "act"), [
        ["act", { run, action: "resume" }],
        ["act", { run, action: "copyCommand" }],
      ]);
      await page.evaluate(() => {
        window.fixture.failing = ["act"];
      });
      await page.getByRole("button", { name: "Reveal Folder" }).click();
      await page.getByRole("alert").getByText('The host can\'t do "act".').waitFor();
    });
  });

  test("a training is followed step by step", async () => {
    await withRun(makeRun(RUNNING), async (page) => {
      const bar = page.getByRole("progressbar");
      assert.equal(await bar.getAttribute("aria-valuenow"), "80");
      await page.getByText("about 3 min left").waitFor();
      const before = await page.locator(".curve-total.line").last().getAttribute("d");
      await page.evaluate((step) => window.runPage.step(step), makeStep(81));
      await page.evaluate(() => window.runPage.activity("Training on the CPU"));
      await page.getByText("Step 81 of 200", { exact: true }).waitFor();
      await page.getByText("Training on the CPU", { exact: true }).first().waitFor();
      assert.equal(await bar.getAttribute("aria-valuenow"), "81");
      const path = await page.locator(".curve-total.line").last().getAttribute("d");
      assert.ok(path!.startsWith(before!) && path!.length > before!.length, "the curve grows at its end");
      assert.match((await plot(page).getAttribute("aria-valuetext"))!, /^Step 81: Total /);
    });
  });

  test("steps are not read out one by one", async () => {
    await withRun(makeRun(RUNNING), async (page) => {
      const said = () => page.locator("[aria-live=polite]").allTextContents();
      await page.evaluate(() => window.runPage.activity("Step 80"));
      await page.waitForFunction(() => document.querySelector("[aria-live=polite]")?.textContent !== "");
      const before = await said();
      for (let step = 81; step <= 84; step++) {
        await page.evaluate((one) => window.runPage.step(one), makeStep(step));
        await page.evaluate((text) => window.runPage.activity(text), `Step ${step}`);
      }
      await page.waitForTimeout(800);
      assert.deepEqual(await said(), before);
      await page.evaluate((one) => window.runPage.step(one), makeStep(100));
      await page.locator("[aria-live=polite]", { hasText: "50% of the steps trained" }).waitFor({ state: "attached" });
    });
  });

  test("what was told before the page asked is not lost, and nothing is drawn twice", async () => {
    await withRun(makeRun(RUNNING), async (page) => {
      const repeated = makeStep(80);
      await page.evaluate((step) => window.runPage.step(step), repeated);
      await page.evaluate((step) => window.runPage.step(step), makeStep(81));
      assert.equal(await plot(page).getAttribute("aria-valuemax"), "81");
      // The host's answer may lag behind the steps that it told of.
      await page.evaluate((run) => window.runPage.answer(run), makeRun({ ...RUNNING, step: 81 }));
      await page.evaluate((step) => window.runPage.step(step), makeStep(82));
      await page.getByText("Step 82 of 200", { exact: true }).waitFor();
    });
  });

  test("the end of the training changes what can be done", async () => {
    await withRun(makeRun(RUNNING), async (page) => {
      await page.evaluate((run) => window.runPage.answer(run), makeRun());
      await page.getByRole("button", { name: "Evaluate" }).waitFor();
      assert.equal(await page.getByRole("progressbar").count(), 0);
    });
  });

  test("an evaluation of a finished run is told, too", async () => {
    await withRun(makeRun(), async (page) => {
      await page.evaluate(() => window.runPage.activity("Evaluating: 12 of 83 images"));
      await page.getByRole("status").getByText("Evaluating: 12 of 83 images").waitFor();
      await page.evaluate(() => window.runPage.activity(null));
      await page.getByText("Evaluating").waitFor({ state: "detached" });
    });
  });

  test("curves are switched off and on", async () => {
    await withRun(makeRun(), async (page) => {
      const all = [
        "curve-align",
        "curve-latent",
        "curve-image",
        "curve-focal",
        "curve-dice",
        "curve-total",
        "curve-rate",
      ];
      assert.deepEqual(await curves(page), all);
      const dice = page.getByRole("button", { name: /^Dice/ });
      await dice.click();
      assert.equal(await dice.getAttribute("aria-pressed"), "false");
      assert.deepEqual(
        await curves(page),
        all.filter((name) => name !== "curve-dice"),
      );
      await dice.press("Enter");
      assert.deepEqual(await curves(page), all);
    });
  });

  test("no two curves look alike but for their colour", async () => {
    await withRun(makeRun(), async (page) => {
      const looks = await page.locator(".curve-key path").evaluateAll((paths) =>
        paths.map((one) => {
          const { strokeDasharray, strokeWidth, fill } = getComputedStyle(one);
          return `${strokeDasharray} ${strokeWidth} ${fill}`;
        }),
      );
      assert.equal(new Set(looks).size, 6, looks.join("; "));
      for (const look of looks) assert.match(look, /none$/, "a line, not an area");
    });
  });

  test("values are read off with the keyboard and with the pointer", async () => {
    await withRun(makeRun(), async (page) => {
      const total = page.getByRole("button", { name: /^Total/ }).locator("b");
      const valueAt = (step: number) => makeStep(step).losses.total!.toPrecision(4);
      assert.equal(await total.textContent(), valueAt(200), "the last one, while nothing is read off");
      await plot(page).focus();
      await page.keyboard.press("Home");
      assert.equal(await total.textContent(), valueAt(1));
      await page.keyboard.press("ArrowRight");
      assert.equal(await total.textContent(), valueAt(2));
      assert.equal(await plot(page).getAttribute("aria-valuenow"), "2");
      await page.keyboard.press("Escape");
      assert.equal(await total.textContent(), valueAt(200));
      const box = (await plot(page).boundingBox())!;
      const [left, right] = [box.x + 52, box.x + box.width - 12];
      await page.mouse.move(left + (right - left) * 0.25, box.y + 100);
      assert.equal(await total.textContent(), valueAt(50));
      await page.getByText("Values at step 50").waitFor();
    });
  });

  test("the logarithmic axis and smoothing change the curves, and the raw ones stay to be seen", async () => {
    await withRun(makeRun(), async (page) => {
      const ticks = () => page.locator(".plot-area .axis.y").first().locator("text").allTextContents();
      assert.deepEqual(await ticks(), ["0", "1", "2", "3"]);
      await page.getByText("Logarithmic").click();
      assert.ok((await ticks()).includes("0.1"));
      assert.equal(await page.locator(".line.raw").count(), 0);
      await page.getByLabel("Smoothing").press("PageUp");
      assert.equal(await page.locator(".line.raw").count(), 6);
    });
  });

  test("the values stand in a table, too", async () => {
    await withRun(makeRun({ status: "stopped", step: 3 }), async (page) => {
      await page.getByRole("button", { name: "Show the values as a table" }).click();
      const rows = await page.locator(".table-scroll tbody tr").count();
      assert.equal(rows, 3);
      const cells = await page.locator(".table-scroll tbody tr").last().locator("td").allTextContents();
      const { losses } = makeStep(3);
      assert.deepEqual(
        cells.slice(0, 3),
        [losses.total, losses.dice, losses.focal].map((value) => value!.toPrecision(4)),
      );
    });
  });

  test("how the plot is looked at survives a reload, beside what the host keeps in the state", async () => {
    const kept = { run: "/data/runs/1", version: 1 };
    await withRun(
      makeRun(),
      async (page) => {
        const state = () => page.evaluate(() => JSON.parse(sessionStorage.getItem("state")!));
        assert.deepEqual(await state(), kept, "before anything was touched");
        await page.getByRole("button", { name: /^Align/ }).click();
        await page.getByText("Logarithmic").click();
        await page.reload();
        await page.getByRole("main").waitFor();
        assert.equal(await page.getByRole("button", { name: /^Align/ }).getAttribute("aria-pressed"), "false");
        assert.equal(await page.getByRole("radio", { name: "Logarithmic" }).isChecked(), true);
        const { run, version } = await state();
        assert.deepEqual({ run, version }, kept);
      },
      { script: hostState(kept) },
    );
  });

  test("metrics say what they are, and why one is missing", async () => {
    await withRun(makeRun(EVALUATED), async (page) => {
      const cards = await page.locator(".metric-card").allInnerTexts();
      assert.match(cards[0]!, /Image AUROC\s+99\.1%\s+How often an anomalous image/);
      assert.match(cards[2]!, /AUPRO\s+–\s+Needs masks/);
    });
  });

  test("names from the run are text, whatever they contain", async () => {
    const name = "<img src=x onerror=alert(1)>";
    await withRun(makeRun({ categories: [{ name, root: "/x" }] }), async (page) => {
      await page.getByText(name).first().waitFor();
      assert.equal(await page.locator("img[src=x]").count(), 0);
    });
  });

  test("a run that can't be read is told, and can be tried again", async () => {
    await withRun(
      makeRun(),
      async (page) => {
        await page.getByText('The host can\'t do "getRun".').waitFor();
        await page.evaluate(() => {
          window.fixture.failing = [];
        });
        await page.getByRole("button", { name: "Try Again" }).click();
        await page.getByRole("heading", { name: makeRun().summary.id }).waitFor();
      },
      { failing: ["getRun"] },
    );
  });

  test("a broken run says why", async () => {
    await withRun(makeRun({ status: "broken", problem: 'run.json: "seed" is missing.' }), async (page) => {
      await page.getByRole("alert").getByText('run.json: "seed" is missing.').waitFor();
      assert.deepEqual(await buttons(page), ["Reveal Folder"]);
    });
  });

  test("translated strings replace the English ones", async () => {
    await withRun(makeRun(), async (page) => page.getByRole("heading", { name: "Verluste" }).waitFor(), {
      strings: { Losses: "Verluste" },
    });
  });
});
