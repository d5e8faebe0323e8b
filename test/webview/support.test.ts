import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { axeProblems } from "./support/axeProblems.ts";
import { hostState } from "./support/hostState.ts";
import { bundleHost, launchBrowser, noBrowser, openView, THEMES, type Theme } from "./support/openView.ts";
import { waitForCalls } from "./support/waitForCalls.ts";

const FOLDER = "/data/bottle/";
const imageAt = (i: number) => `train/good/${String(i).padStart(5, "0")}.png`;
const pathAt = (i: number) => FOLDER + imageAt(i);

interface Candidates {
  readonly category: string;
  readonly images: { path: string; id: string }[];
  readonly chosen: string[];
  readonly limit: number;
}

function candidates(count: number, chosen: readonly number[] = [], limit = 4): Candidates {
  const images = Array.from({ length: count }, (_, i) => ({ path: pathAt(i), id: imageAt(i) }));
  return { category: "bottle", images, chosen: chosen.map(pathAt), limit };
}

describe("the picker of support images", { skip: noBrowser }, () => {
  let browser: Browser;
  let host: string;
  before(async () => {
    browser = await launchBrowser();
    host = await bundleHost("test/webview/support/supportHost.ts");
  });
  after(() => browser?.close());

  interface Options {
    readonly theme?: Theme;
    readonly failing?: string[];
    readonly script?: string;
  }

  /** Opens the view, runs `use` and checks that nothing went wrong in it. */
  async function withPicker(
    answer: Candidates,
    use: (page: Page) => Promise<void>,
    { theme = "dark", failing, script = "" }: Options = {},
  ): Promise<void> {
    const setting = { view: "support", host: script + host, fixture: { answer, failing }, theme, width: 900 };
    const { page, errors } = await openView(browser, setting);
    await page.waitForFunction(() => !document.querySelector(".busy") && document.querySelector("#app *"));
    await use(page);
    assert.deepEqual(errors, []);
    await page.context().close();
  }

  const option = (page: Page, i: number) =>
    page.getByRole("option", { name: new RegExp(`^${String(i).padStart(5, "0")}`) });
  const tray = (page: Page) => page.getByRole("list", { name: "Chosen images" }).locator(".elided").allTextContents();
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.firstElementChild?.textContent);

  for (const theme of THEMES)
    test(`nothing is inaccessible in the theme ${theme}`, async () => {
      await withPicker(
        candidates(40, [1, 3]),
        async (page) => {
          await option(page, 1).waitFor();
          assert.deepEqual(await axeProblems(page), []);
        },
        { theme },
      );
    });

  test("images are chosen by click in order, and taken out again", async () => {
    await withPicker(candidates(12, [5]), async (page) => {
      await option(page, 2).click();
      await option(page, 0).click();
      assert.deepEqual(await tray(page), ["00005.png", "00002.png", "00000.png"]);
      await page.getByRole("option", { name: "00000.png, number 3", exact: true }).waitFor();
      assert.equal(await option(page, 0).locator(".number-badge").textContent(), "3");
      await option(page, 2).click();
      assert.deepEqual(await tray(page), ["00005.png", "00000.png"]);
      assert.equal(await option(page, 2).getAttribute("aria-selected"), "false");
      await page.getByRole("button", { name: "Take out train/good/00005.png" }).click();
      await page.getByRole("button", { name: "Use This Image" }).click();
      assert.deepEqual(await waitForCalls(page, 1, "choose"), [["choose", { paths: [pathAt(0)] }]]);
    });
  });

  test("the keyboard goes through the grid and chooses", async () => {
    await withPicker(candidates(30), async (page) => {
      await option(page, 0).focus();
      await page.keyboard.press(" ");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      assert.deepEqual(await tray(page), ["00000.png", "00001.png"]);
      const columns = await page.evaluate(() => {
        const tops = [...document.querySelectorAll(".cell")].map((cell) => cell.getBoundingClientRect().top);
        return tops.filter((top) => top === tops[0]).length;
      });
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press(" ");
      assert.deepEqual((await tray(page)).at(-1), `${String(columns + 1).padStart(5, "0")}.png`);
      await page.keyboard.press("Control+Enter");
      assert.deepEqual(await waitForCalls(page, 1, "choose"), [["choose", { paths: [0, 1, columns + 1].map(pathAt) }]]);
    });
  });

  test("no more than the limit can be chosen, and it is said why", async () => {
    await withPicker(candidates(10, [0, 1], 2), async (page) => {
      await option(page, 5).click();
      assert.deepEqual(await tray(page), ["00000.png", "00001.png"]);
      await page.locator(".picker-status").getByText("2 are chosen already.").waitFor();
      await page.locator("[aria-live=polite]", { hasText: "2 are chosen already." }).waitFor({ state: "attached" });
    });
  });

  test("a single choice is replaced", async () => {
    await withPicker(candidates(10, [0], 1), async (page) => {
      await option(page, 5).click();
      assert.deepEqual(await tray(page), ["00005.png"]);
      await page.getByRole("button", { name: "Use This Image" }).waitFor();
    });
  });

  test("without a choice there is nothing to use", async () => {
    await withPicker(candidates(10, [0]), async (page) => {
      await option(page, 0).click();
      assert.equal(await page.getByRole("button", { name: "Use These 0 Images" }).isDisabled(), true);
      await page.keyboard.press("Control+Enter");
      await page.keyboard.press("Escape");
      await waitForCalls(page, 1, "cancel");
      assert.deepEqual(await waitForCalls(page, 0, "choose"), []);
    });
  });

  test("20,000 images: what is out of sight is neither in the page nor asked for", async () => {
    await withPicker(candidates(20_000), async (page) => {
      await option(page, 0).locator("img").waitFor();
      await page.waitForTimeout(200);
      const cells = await page.locator(".cell").count();
      const asked = (await waitForCalls(page, 1, "picture")).length;
      assert.ok(cells < 100 && asked <= cells, `${cells} cells, ${asked} pictures`);
      await option(page, 0).focus();
      await page.keyboard.press("End");
      assert.equal(await focused(page), "19999.png");
      await option(page, 19_999).locator("img").waitFor();
      assert.ok((await page.locator(".cell").count()) < 100);
      const box = (await option(page, 19_999).boundingBox())!;
      assert.ok(box.y >= 0 && box.y + box.height <= 800, "it is scrolled into view");
    });
  });

  test("the filter keeps images whose names have all words; Escape empties it, then cancels", async () => {
    await withPicker(candidates(300, [7]), async (page) => {
      const filter = page.getByRole("searchbox", { name: "Filter by name" });
      await filter.fill("012 good");
      await page.getByText("11 of 300 normal images").waitFor();
      assert.equal(await page.getByRole("option").count(), 11);
      assert.deepEqual(await tray(page), ["00007.png"], "what is chosen stays");
      await filter.press("Escape");
      assert.equal(await filter.inputValue(), "");
      await page.getByText("300 normal images", { exact: false }).first().waitFor();
      await filter.press("Escape");
      assert.equal((await waitForCalls(page, 1, "cancel")).length, 1, "the first Escape did not cancel");
    });
  });

  test("a filter that fits nothing can be cleared", async () => {
    await withPicker(candidates(10), async (page) => {
      await page.getByRole("searchbox").fill("nothing");
      await page.getByText("No image has this name").waitFor();
      await page.getByRole("button", { name: "Clear Filter" }).click();
      await option(page, 9).waitFor();
    });
  });

  test("a random draw fills all places with different images", async () => {
    await withPicker(candidates(50, [0]), async (page) => {
      await page.getByRole("button", { name: "Random" }).click();
      await page.getByRole("button", { name: "Use These 4 Images" }).click();
      const [[, params]] = (await waitForCalls(page, 1, "choose")) as [[string, { paths: string[] }]];
      assert.equal(new Set(params.paths).size, 4);
      for (const path of params.paths) assert.ok(path.startsWith(FOLDER));
    });
  });

  test("the choice survives a reload, beside what the host keeps in the state", async () => {
    const kept = { category: "bottle" };
    await withPicker(
      candidates(10, [0]),
      async (page) => {
        await option(page, 3).click();
        // Since then an image was removed from the folder, and the page is loaded anew.
        await page.evaluate((path) => {
          const state = JSON.parse(sessionStorage.getItem("state")!);
          state.choice.chosen.push(path);
          sessionStorage.setItem("state", JSON.stringify(state));
        }, "/data/bottle/train/good/gone.png");
        await page.reload();
        await option(page, 3).waitFor();
        assert.deepEqual(await tray(page), ["00000.png", "00003.png"]);
        const { category } = await page.evaluate(() => JSON.parse(sessionStorage.getItem("state")!));
        assert.equal(category, kept.category);
      },
      { script: hostState(kept) },
    );
  });

  test("a folder without normal images is said to have none", async () => {
    await withPicker(candidates(0), async (page) => {
      await page.getByText("There is no normal image to choose").waitFor();
    });
  });

  test("a failure of the host is told", async () => {
    await withPicker(
      candidates(5, [0]),
      async (page) => {
        await page.getByRole("button", { name: "Use This Image" }).click();
        await page.getByRole("alert").getByText('The host can\'t do "choose".').waitFor();
        assert.equal(await page.getByRole("button", { name: "Use This Image" }).isDisabled(), false);
      },
      { failing: ["choose"] },
    );
  });
});
