import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { mapValueAt } from "../../src/webview/inspector/mapPoints.ts";
import { axeProblems } from "./support/axeProblems.ts";
import { hostState } from "./support/hostState.ts";
import { makeInspection } from "./support/inspectorFixture.ts";
import type { InspectorFixture } from "./support/inspectorHost.ts";
import { bundleHost, launchBrowser, noBrowser, openView, THEMES, type Theme } from "./support/openView.ts";
import { waitForCalls } from "./support/waitForCalls.ts";

const INSPECTION = makeInspection();
const NORMAL = makeInspection({ image: { ...INSPECTION.image, score: 0.21, percentile: 0.625 }, truth: null });

describe("the inspector", { skip: noBrowser }, () => {
  let browser: Browser;
  let host: string;
  before(async () => {
    browser = await launchBrowser();
    host = await bundleHost("test/webview/support/inspectorHost.ts");
  });
  after(() => browser?.close());

  interface Options {
    readonly theme?: Theme;
    readonly failing?: string[];
    readonly script?: string;
    /** In base 64. */
    readonly picture?: string;
  }

  /** Opens the view, runs `use` and checks that nothing went wrong in it. */
  async function withInspector(
    answer: InspectorFixture | "later",
    use: (page: Page) => Promise<void>,
    options: Options = {},
  ): Promise<void> {
    const { theme = "dark", failing, script = "", picture } = options;
    const fixture = { answer, failing, ...(picture && { pictures: { plain: [picture], map: [] } }) };
    const setting = { view: "inspector", host: script + host, fixture, theme, width: 1000, height: 700 };
    const { page, errors } = await openView(browser, setting);
    await page.getByRole("main").waitFor();
    await use(page);
    assert.deepEqual(errors, []);
    await page.context().close();
  }

  const stage = (page: Page) => page.getByRole("application");
  const zoom = async (page: Page) => Number.parseFloat((await page.locator(".zoom-level").textContent())!);
  const reading = async (page: Page) => (await page.locator(".stage-reading").textContent())!;

  /** Where a pixel of the image is on the screen while the picture is fitted. */
  async function placeOf(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
    const box = (await stage(page).boundingBox())!;
    const scale = Math.min(box.width / INSPECTION.width, box.height / INSPECTION.height);
    return {
      x: box.x + (box.width - INSPECTION.width * scale) / 2 + (x + 0.5) * scale,
      y: box.y + (box.height - INSPECTION.height * scale) / 2 + (y + 0.5) * scale,
    };
  }

  /** What is drawn there. */
  async function colourAt(page: Page, x: number, y: number): Promise<number[]> {
    const place = await placeOf(page, x, y);
    const box = (await stage(page).boundingBox())!;
    // Two frames: one for the view to be drawn again, one to draw.
    return page.evaluate(
      async ([left, top]) => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        await frame();
        await frame();
        const canvas = document.querySelector<HTMLCanvasElement>(".stage-box canvas")!;
        return [...canvas.getContext("2d")!.getImageData(Math.round(left!), Math.round(top!), 1, 1).data];
      },
      [place.x - box.x, place.y - box.y],
    );
  }

  for (const theme of THEMES)
    test(`nothing is inaccessible in the theme ${theme}`, async () => {
      for (const answer of [
        INSPECTION,
        makeInspection({ scale: { ...INSPECTION.scale, source: "image" }, truth: null }),
      ])
        await withInspector(
          answer,
          async (page) => {
            await stage(page).waitFor();
            assert.deepEqual(await axeProblems(page), []);
          },
          { theme },
        );
    });

  test("while the first image is scored, it says what takes so long", async () => {
    await withInspector("later", async (page) => {
      await page.getByRole("status").getByText("Scoring the image…").waitFor();
      await page.getByText("the model and the run are loaded").waitFor();
      await page.evaluate((answer) => window.inspectorPage.answer(answer), INSPECTION);
      await page.getByRole("heading", { name: "003.png" }).waitFor();
    });
  });

  test("the verdict says where the score stands among the normals, and the picture has it in words", async () => {
    await withInspector(INSPECTION, async (page) => {
      await page
        .getByText("Anomalous (correct): higher than all of the 24 normals seen (augmented support images)")
        .waitFor({ state: "attached" });
      assert.equal(
        await page.locator(".stage-box canvas").getAttribute("aria-label"),
        "Anomalous: score 0.4821, threshold 0.3052. Ground truth: Defect: broken_large (correct). The map is highest at x 324, y 244, with 0.5800.",
      );
    });
    await withInspector(NORMAL, async (page) => {
      const verdict = await page.locator("p.verdict").textContent();
      assert.equal(verdict, "Normal: higher than 62.5 % of the 24 normals seen (augmented support images)");
    });
  });

  test("the bar shows score and threshold on one axis", async () => {
    await withInspector(INSPECTION, async (page) => {
      const track = (await page.locator(".score-track").boundingBox())!;
      const fill = (await page.locator(".score-fill").boundingBox())!;
      const mark = (await page.locator(".score-threshold").boundingBox())!;
      const threshold = (mark.x + mark.width / 2 - track.x) / fill.width;
      assert.ok(Math.abs(threshold - INSPECTION.threshold.value / INSPECTION.image.score) < 0.01, String(threshold));
    });
  });

  test("the map is coloured by the scale and laid over the picture as far as the opacity says", async () => {
    await withInspector(INSPECTION, async (page) => {
      await page.getByText("Mark the highest value").click();
      await page.getByLabel("Colors", { exact: true }).selectOption("gray");
      const opacity = page.getByLabel("Opacity");
      await opacity.press("Home");
      const picture = await colourAt(page, 324, 244);
      assert.deepEqual(await colourAt(page, 20, 20), picture, "the plain picture alone");
      await opacity.press("End");
      assert.deepEqual(await colourAt(page, 324, 244), [255, 255, 255, 255], "above the scale's end");
      assert.deepEqual(await colourAt(page, 20, 20), picture, "low values let the picture through");
      await page.getByText("Low values let the picture through").click();
      const [r, g, b] = await colourAt(page, 20, 20);
      assert.ok(r! < 20 && r === g && g === b, "low values are dark");
      await opacity.press("PageDown");
      const mixed = await colourAt(page, 324, 244);
      for (const c of [0, 1, 2]) assert.ok(Math.abs(mixed[c]! - (0.9 * 255 + 0.1 * picture[c]!)) <= 2, String(mixed));
    });
  });

  test("the highest place is marked", async () => {
    await withInspector(INSPECTION, async (page) => {
      await page.getByLabel("Opacity").press("Home");
      const place = await placeOf(page, 324, 244);
      const mark = page.getByLabel("Mark the highest value");
      // 12 screen pixels to the right runs one of the cross-hair's lines.
      const scale = (await placeOf(page, 325, 244)).x - place.x;
      const beside = 324 + 12 / scale;
      assert.deepEqual(await colourAt(page, beside, 244), [255, 255, 255, 255]);
      await mark.uncheck();
      assert.notDeepEqual(await colourAt(page, beside, 244), [255, 255, 255, 255]);
      await page.getByText("Highest value 0.5800 at x 324, y 244 (pixels of the image).").waitFor();
    });
  });

  test("the ground truth is told in words and drawn as an outline, an area or not at all", async () => {
    await withInspector(
      INSPECTION,
      async (page) => {
        const panel = page.getByRole("region", { name: "Ground truth" });
        await panel.getByText("Defect: broken_large").waitFor();
        await page.getByLabel("Opacity").press("Home");
        await page.getByText("Mark the highest value").click();
        const style = page.getByLabel("Mask", { exact: true });
        // Whether anything but the picture is seen near a place: dashes and hatches leave gaps.
        const marks = async (x: number, y: number, dx: number, dy: number) => {
          const plain = String(await colourAt(page, 20, 20));
          const seen = [];
          for (let i = 0; i < 12; i++) seen.push(String(await colourAt(page, x + i * dx, y + i * dy)));
          return seen.filter((colour) => colour !== plain).length;
        };
        assert.equal(await marks(300, 160, 1, 0), 12, "the upper edge");
        assert.equal(await marks(240, 200, 0, 1), 12, "the left edge");
        assert.equal(await marks(300, 220, 1, 0), 0, "an outline leaves its inside free");
        await style.selectOption("fill");
        assert.ok((await marks(300, 220, 1, 0)) > 0);
        assert.equal(await marks(200, 220, 1, 0), 0, "outside");
        await stage(page).press("g");
        assert.equal(await style.inputValue(), "hidden");
        assert.equal(await marks(300, 160, 1, 0), 0);
        await stage(page).press("g");
        assert.equal(await style.inputValue(), "fill", "as it was shown before");
        await page.reload();
        await stage(page).waitFor();
        assert.equal(await style.inputValue(), "fill");
      },
      { script: hostState({}) },
    );
  });

  test("a verdict is compared with the ground truth where it is known", async () => {
    const { image } = INSPECTION;
    const good = { label: 0, defect: "good", mask: null, problem: null } as const;
    const bad = { label: 1, defect: "cut", mask: null, problem: null } as const;
    const empty = { width: 2, height: 1, bytes: [0, 0] };
    for (const [changes, verdict, words] of [
      [{ truth: good }, /^Anomalous \(false alarm\): /, "Normal"],
      [{ truth: good, image: { ...image, score: 0.2 } }, /^Normal \(correct\): /, "Normal"],
      [{ truth: bad, image: { ...image, score: 0.2 } }, /^Normal \(missed defect\): /, "No mask: where the defect is"],
      [{ truth: { ...bad, mask: empty } }, /^Anomalous \(correct\): /, "The mask marks no pixel."],
      [{ truth: { ...bad, problem: "The mask has 2 × 2 pixels." } }, /^Anomalous \(correct\): /, "The mask has 2 × 2"],
      [{ truth: null }, /^Anomalous: /, "Not known: the image is in no data set of the run."],
    ] as const)
      await withInspector(makeInspection(changes), async (page) => {
        const panel = page.getByRole("region", { name: "Ground truth" });
        await panel.getByText(words).waitFor();
        assert.match((await page.locator("p.verdict").textContent())!, verdict);
        assert.equal(await page.getByLabel("Mask", { exact: true }).count(), 0);
      });
  });

  test("the pointer reads the map's value off", async () => {
    await withInspector(INSPECTION, async (page) => {
      await stage(page).waitFor();
      const map = { ...INSPECTION.map, values: Float32Array.from(INSPECTION.map.values) };
      for (const [x, y] of [
        [324, 244],
        [0, 0],
        [511, 383],
        [100, 300],
      ] as const) {
        const place = await placeOf(page, x, y);
        await page.mouse.move(place.x, place.y);
        const value = mapValueAt(map, INSPECTION, x, y)!.toPrecision(4);
        assert.match(await reading(page), new RegExp(`^x ${x}, y ${y} map ${value}`));
      }
    });
  });

  test("plus, minus, 0, arrows, the wheel and dragging move the picture", async () => {
    await withInspector(INSPECTION, async (page) => {
      await stage(page).focus();
      const fitted = await zoom(page);
      await page.keyboard.press("+");
      const larger = await zoom(page);
      assert.ok(Math.abs(larger / fitted - 1.25) < 0.02);
      assert.match(await reading(page), /^Middle: x 256, y 192/);
      await page.keyboard.press("ArrowRight");
      const moved = Number(/x (\d+)/.exec(await reading(page))![1]);
      assert.ok(Math.abs(moved - (256 + 48 / (larger / 100))) <= 1);
      await page.keyboard.press("-");
      assert.equal(await zoom(page), fitted);
      await page.keyboard.press("0");

      const place = await placeOf(page, 100, 100);
      await page.mouse.move(place.x, place.y);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -400);
      await page.keyboard.up("Control");
      await page.waitForFunction(
        (old) => Number.parseFloat(document.querySelector(".zoom-level")!.textContent!) > old,
        fitted,
      );
      assert.match(await reading(page), /^x 100, y 100 /, "the pixel under the pointer stays");
      await page.mouse.down();
      await page.mouse.move(place.x + 60, place.y + 30, { steps: 3 });
      await page.mouse.up();
      assert.match(await reading(page), /^x 100, y 100 /, "the pixel that is dragged follows");
      await page.getByRole("button", { name: "Fit" }).click();
      assert.equal(await zoom(page), fitted);
    });
  });

  test("a scale of this image alone is warned of", async () => {
    await withInspector(INSPECTION, async (page) => {
      await page.getByText("One scale for all evaluated images").waitFor();
    });
    await withInspector(makeInspection({ scale: { low: 0.1, high: 0.3, source: "image" } }), async (page) => {
      await page.locator(".notice.warning").getByText("Stretched to this image alone").waitFor();
    });
  });

  test("how maps are looked at survives a reload, beside what the host keeps in the state", async () => {
    const kept = { image: "/data/003.png", run: "/runs/1" };
    await withInspector(
      INSPECTION,
      async (page) => {
        await page.getByLabel("Opacity").press("End");
        await page.getByLabel("Colors", { exact: true }).selectOption("viridis");
        await page.reload();
        await stage(page).waitFor();
        assert.equal(await page.getByLabel("Opacity").inputValue(), "100");
        assert.equal(await page.getByLabel("Colors", { exact: true }).inputValue(), "viridis");
        const { image, run } = await page.evaluate(() => JSON.parse(sessionStorage.getItem("state")!));
        assert.deepEqual({ image, run }, kept);
      },
      { script: hostState(kept) },
    );
  });

  test("another run's answer replaces the first one", async () => {
    await withInspector(INSPECTION, async (page) => {
      await page.getByRole("button", { name: "Choose Another Run" }).click();
      await page.getByRole("button", { name: "Open Image" }).click();
      const calls = await waitForCalls(page, 3);
      assert.deepEqual(
        calls.map(([method]) => method),
        ["inspect", "chooseRun", "openImage"],
      );
      await page.evaluate((answer) => window.inspectorPage.change(answer), "later" as const);
      await page.getByText("Scoring the image again…").waitFor();
      await page.evaluate((answer) => window.inspectorPage.answer(answer), NORMAL);
      await page.getByText("Scoring the image again…").waitFor({ state: "detached" });
      assert.match((await page.locator("p.verdict").textContent())!, /^Normal/);
    });
  });

  test("a failure is told, and can be tried again", async () => {
    await withInspector("later", async (page) => {
      await page.getByText("Scoring the image…").waitFor();
      await page.evaluate(() => window.inspectorPage.fail("003.png is no image."));
      await page.getByRole("alert").getByText("003.png is no image.").waitFor();
      await page.getByRole("button", { name: "Try Again" }).click();
      await page.getByText("Scoring the image…").waitFor();
      await page.evaluate((answer) => window.inspectorPage.answer(answer), INSPECTION);
      await stage(page).waitFor();
    });
  });

  test("a picture that the browser can't decode leaves the map", async () => {
    await withInspector(
      INSPECTION,
      async (page) => {
        await page.getByText("The picture itself can't be shown here").waitFor();
        await page.getByLabel("Opacity").press("End");
        await page.getByLabel("Colors", { exact: true }).selectOption("gray");
        await page.getByText("Mark the highest value").click();
        assert.deepEqual(await colourAt(page, 324, 244), [255, 255, 255, 255]);
      },
      { picture: Buffer.from("no picture").toString("base64") },
    );
  });

  test("a flat map has no highest place", async () => {
    const { width, height } = INSPECTION.map;
    const flat = makeInspection({ map: { width, height, values: Array(width * height).fill(0.2) } });
    await withInspector(flat, async (page) => {
      await page.getByText("The map is the same everywhere").waitFor();
      assert.equal(await page.getByLabel("Mark the highest value").isDisabled(), true);
    });
  });
});
