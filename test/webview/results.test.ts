import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { Browser, Page } from "playwright-core";
import type { RunResults } from "../../src/protocol/runs.ts";
import { countConfusion } from "../../src/webview/results/confusion.ts";
import { selectImages } from "../../src/webview/results/selectImages.ts";
import { axeProblems } from "./support/axeProblems.ts";
import { bundleHost, launchBrowser, noBrowser, openView, THEMES } from "./support/openView.ts";
import { HAZELNUT, makeCategory, makeResults } from "./support/resultsFixture.ts";

const RECORDED = HAZELNUT.thresholds[0]!.value;
const ONE = makeResults([HAZELNUT]);
const CARPET = makeCategory({ category: "carpet", normals: 12, anomalies: 20, defects: ["thread"] });
const THOUSAND = makeResults([
  makeCategory({ category: "pcb", normals: 600, anomalies: 400, defects: ["bent", "burnt"] }),
]);
const MAX_SCRIPT = 150_000;

let browser: Browser;
let host: string;

before(async () => {
  if (noBrowser) return;
  [browser, host] = await Promise.all([launchBrowser(), bundleHost("test/webview/support/resultsHost.ts")]);
});

after(() => browser?.close());

type Setting = Partial<Parameters<typeof openView>[1]>;

/** Opens the view, and fails afterwards where the page had errors. */
async function withView(fixture: object, setting: Setting, check: (page: Page) => Promise<void>): Promise<void> {
  const { page, errors } = await openView(browser, { view: "results", host, fixture, ...setting });
  try {
    await check(page);
    assert.deepEqual(errors, []);
  } finally {
    await page.context().close();
  }
}

const resultsOf = (results: RunResults) => ({ answer: { type: "results", results } });
const callsOf = (page: Page, method: string): Promise<unknown[]> =>
  page.evaluate((name) => window.calls.filter(([called]) => called === name).map(([, params]) => params), method);
const tellChanged = (page: Page, answer: unknown, failing: string[] = []) =>
  page.evaluate(
    ([answer, failing]) =>
      (window as unknown as { tellChanged(...args: unknown[]): void }).tellChanged(answer, failing),
    [answer, failing],
  );
const slider = (page: Page) => page.getByRole("slider", { name: "Threshold" });
const list = (page: Page) => page.getByRole("listbox");
const options = (page: Page) => list(page).getByRole("option");
const show = (page: Page, name: string) => page.locator(".segment", { hasText: new RegExp(`^${name}`) }).click();

/** Ids of the listed images that are in the page, in their order on it. */
const listed = (page: Page) =>
  options(page).evaluateAll((cells) =>
    cells
      .toSorted((a, b) => Number(a.getAttribute("aria-posinset")) - Number(b.getAttribute("aria-posinset")))
      .map((cell) => cell.querySelector(".visually-hidden")!.textContent.split(",")[0]),
  );

async function waitForFailures(page: Page, threshold: number, results = HAZELNUT): Promise<void> {
  const { fn, fp } = countConfusion(results.images, threshold);
  await page.getByRole("button", { name: `${fn} missed`, exact: true }).waitFor();
  await page.getByRole("button", { name: `${fp} false alarm${fp === 1 ? "" : "s"}`, exact: true }).waitFor();
}

test("the script stays small", async () => {
  const { size } = await stat("dist/webview/results.js");
  assert.ok(size <= MAX_SCRIPT, `${size} bytes`);
});

for (const theme of THEMES)
  test(`axe-core finds nothing serious in the theme ${theme}`, { skip: noBrowser }, () =>
    withView(resultsOf(makeResults([HAZELNUT, CARPET])), { theme, height: 3000 }, async (page) => {
      await options(page).first().waitFor();
      await page.getByRole("button", { name: "What these numbers mean" }).click();
      await page.getByRole("button", { name: "Filter by score" }).click();
      assert.deepEqual(await axeProblems(page), []);
    }),
  );

test("without a run, the view offers to train", { skip: noBrowser }, () =>
  withView({ answer: { type: "none" } }, {}, async (page) => {
    assert.deepEqual(await axeProblems(page), []);
    await page.getByRole("button", { name: "Train on Folder…" }).click();
    await page.waitForFunction(() => window.calls.some(([method]) => method === "train"));
  }),
);

test("a run without results offers what it needs", { skip: noBrowser }, () =>
  withView({ answer: { type: "unevaluated", run: "/r", name: "nut", status: "finished" } }, {}, async (page) => {
    await page.getByRole("button", { name: "Evaluate" }).click();
    await tellChanged(page, { type: "unevaluated", run: "/r", name: "nut", status: "stopped" });
    await page.getByRole("button", { name: "Resume Training" }).click();
    await page.waitForFunction(() => window.calls.filter(([method]) => method === "act").length === 2);
    assert.deepEqual(await callsOf(page, "act"), [
      { run: "/r", action: "evaluate" },
      { run: "/r", action: "resume" },
    ]);
    assert.deepEqual(await axeProblems(page), []);
  }),
);

test("moving the threshold changes counts and list at once", { skip: noBrowser }, () =>
  withView(resultsOf(ONE), { height: 2500 }, async (page) => {
    await waitForFailures(page, RECORDED);
    const missed = selectImages(HAZELNUT.images, RECORDED, "missed", null).map(({ id }) => id);
    assert.deepEqual(await listed(page), missed);
    await slider(page).press("End");
    const end = Number(await slider(page).inputValue());
    await waitForFailures(page, end);
    const { fn } = countConfusion(HAZELNUT.images, end);
    assert.equal(fn, 70);
    assert.equal(await options(page).first().getAttribute("aria-setsize"), "70");
    await show(page, "False alarms");
    await page.getByText("No false alarm at this threshold").waitFor();
    await slider(page).press("Home");
    await waitForFailures(page, Number(await slider(page).inputValue()));
    assert.equal(await options(page).first().getAttribute("aria-setsize"), "40");
    const table = page.getByRole("table", { name: "Test images at the threshold" });
    assert.match((await table.textContent())!, /70 TPfound.*0 FNmissed.*40 FPfalse alarms.*0 TNpassed/);
  }),
);

test("a rule sets the threshold, and an oracle says that it is one", { skip: noBrowser }, () =>
  withView(resultsOf(ONE), {}, async (page) => {
    const rules = page.getByRole("combobox", { name: "Rule of the threshold" });
    await rules.selectOption("f1-max");
    await waitForFailures(page, HAZELNUT.thresholds[3]!.value);
    await page.getByText("an oracle, not an expectation").waitFor();
    await slider(page).press("ArrowRight");
    assert.equal(await rules.inputValue(), "custom");
  }),
);

test("the threshold line and the strip below the histogram are dragged", { skip: noBrowser }, () =>
  withView(resultsOf(ONE), { width: 400, height: 1200 }, async (page) => {
    const drag = async (selector: string, from: number, to: number) => {
      await page.locator(".histogram").scrollIntoViewIfNeeded();
      const { x, y, width, height } = (await page.locator(selector).boundingBox())!;
      await page.mouse.move(x + width * from, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width * to, y + height / 2, { steps: 4 });
      await page.mouse.up();
    };
    await drag(".threshold-area", 0.5, 3.5);
    const moved = Number(await slider(page).inputValue());
    assert.ok(moved > RECORDED + 0.02, `${moved}`);
    await show(page, "All");
    await drag(".strip-area", 0.5, 0.7);
    await page.getByRole("button", { name: "Filter by score" }).click();
    const [from, to] = [page.getByRole("spinbutton", { name: "From" }), page.getByRole("spinbutton", { name: "To" })];
    const range = [Number(await from.inputValue()), Number(await to.inputValue())] as const;
    const count = HAZELNUT.images.filter(({ score }) => score >= range[0] && score <= range[1]).length;
    assert.ok(count > 5 && count < 60, `${count}`);
    assert.equal(await options(page).first().getAttribute("aria-setsize"), String(count));
    await from.fill("0.3");
    await to.fill("0.4");
    await to.press("Tab");
    const typed = selectImages(HAZELNUT.images, moved, "all", [0.3, 0.4]);
    await page.getByText(`${typed.length} images`, { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "List images with any score" }).click();
    await page.getByText("110 images", { exact: true }).first().waitFor();
  }),
);

test("keys go through a thousand images, of which few are in the page", { skip: noBrowser }, () =>
  withView(resultsOf(THOUSAND), {}, async (page) => {
    const all = selectImages(THOUSAND.categories[0]!.images, RECORDED, "all", null);
    await show(page, "All");
    await options(page).first().focus();
    const atImage = async (index: number) => {
      await page.waitForFunction((id) => document.activeElement?.textContent.startsWith(`${id},`), all[index]!.id);
      assert.ok((await options(page).count()) < 60);
    };
    await atImage(0);
    for (const [key, index] of [
      ["ArrowRight", 1],
      ["j", 2],
      ["n", 3],
      ["k", 2],
      ["p", 1],
      ["ArrowDown", 3],
      ["ArrowUp", 1],
      ["End", 999],
      ["ArrowLeft", 998],
    ] as const) {
      await page.keyboard.press(key);
      await atImage(index);
    }
    const box = (await page.locator(":focus").boundingBox())!;
    assert.ok(box.y > 0 && box.y + box.height <= 800, "the focused image is to be seen");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => window.calls.some(([method]) => method === "inspect"));
    assert.deepEqual(await callsOf(page, "inspect"), [
      { run: THOUSAND.run.path, path: all[998]!.path, category: "pcb" },
    ]);
    await page.keyboard.press("Home");
    await atImage(0);
    assert.ok((await callsOf(page, "mapPicture")).length < 100);
  }),
);

test("thumbnails are asked for near the window alone, once, with or without map", { skip: noBrowser }, () =>
  withView(resultsOf(THOUSAND), {}, async (page) => {
    await options(page).first().scrollIntoViewIfNeeded();
    await options(page).first().locator("img").waitFor();
    const first = selectImages(THOUSAND.categories[0]!.images, RECORDED, "missed", null)[0]!;
    const map = { run: THOUSAND.run.path, category: "pcb", id: first.id, side: 256 };
    const has = async (method: string, params: object) =>
      (await callsOf(page, method)).some((called) => isDeepStrictEqual(called, params));
    assert.ok(await has("mapPicture", map));
    const maps = page.getByRole("button", { name: "Show anomaly maps" });
    assert.equal(await maps.getAttribute("aria-pressed"), "true");
    await maps.click();
    await options(page).first().locator("img").waitFor();
    assert.ok(await has("picture", { path: first.path, side: 256 }));
    const before = (await callsOf(page, "mapPicture")).length;
    await maps.click();
    await options(page).first().locator("img").waitFor();
    assert.equal((await callsOf(page, "mapPicture")).length, before);
  }),
);

test("a thumbnail that can't be had says so, and the rest stays", { skip: noBrowser }, () =>
  withView({ ...resultsOf(ONE), failing: ["mapPicture"] }, {}, async (page) => {
    await options(page).first().scrollIntoViewIfNeeded();
    await options(page).first().getByText("No picture").waitFor();
    await waitForFailures(page, RECORDED);
  }),
);

test("what one looks at outlives a reload and new results, for each run", { skip: noBrowser }, () =>
  withView(resultsOf(ONE), {}, async (page) => {
    await slider(page).press("End");
    await slider(page).press("PageDown");
    const value = Number(await slider(page).inputValue());
    await show(page, "All");
    await page.getByRole("button", { name: "ROC curve" }).click();
    await page.evaluate(() => window.scrollTo(0, 700));
    await page.waitForFunction(() => sessionStorage.getItem("state")?.includes('"scroll":700'));
    const isAsBefore = async () => {
      await waitForFailures(page, value);
      assert.equal(Number(await slider(page).inputValue()), value);
      assert.ok(await page.getByRole("radio", { name: "All" }).isChecked());
      assert.equal(await page.getByRole("button", { name: "ROC curve" }).getAttribute("aria-expanded"), "false");
      await page.waitForFunction(() => window.scrollY === 700);
    };
    await page.reload();
    await isAsBefore();
    await tellChanged(page, { type: "results", results: { ...ONE, evaluatedAt: "2026-09-25T10:00:00Z" } });
    await page.getByText("Sep 25, 2026").waitFor();
    await isAsBefore();
    const other = { ...ONE, run: { ...ONE.run, path: "/another" } };
    await tellChanged(page, { type: "results", results: other });
    await waitForFailures(page, RECORDED);
    await page.waitForFunction(() => window.scrollY === 0);
    await tellChanged(page, { type: "results", results: ONE });
    await isAsBefore();
  }),
);

test("another category has its own numbers and no threshold of the one before", { skip: noBrowser }, () =>
  withView(resultsOf(makeResults([HAZELNUT, CARPET])), {}, async (page) => {
    await slider(page).press("End");
    await page.getByRole("combobox", { name: "Category" }).selectOption("carpet");
    await waitForFailures(page, CARPET.thresholds[0]!.value, CARPET);
    await page.getByText("12 normal, 20 anomalous").waitFor();
  }),
);

test("kinds of defect are sorted by any column", { skip: noBrowser }, () =>
  withView(resultsOf(ONE), {}, async (page) => {
    const rows = page.getByRole("table", { name: /^Kinds of defect/ }).getByRole("rowheader");
    const header = (name: string) => page.getByRole("columnheader", { name });
    assert.equal(await header("Missed").getAttribute("aria-sort"), "descending");
    await page.getByRole("button", { name: "Defect", exact: true }).press("Enter");
    assert.equal(await header("Defect").getAttribute("aria-sort"), "ascending");
    assert.deepEqual(await rows.allTextContents(), ["crack", "cut", "hole", "print"]);
    await page.getByRole("button", { name: "Defect", exact: true }).press("Enter");
    assert.deepEqual(await rows.allTextContents(), ["print", "hole", "cut", "crack"]);
  }),
);

test("a missing number is a dash with its reason", { skip: noBrowser }, () => {
  const none = { auroc: null, ap: null, f1Max: null, f1MaxThreshold: null };
  const image = { ...HAZELNUT.image, ...none, reason: "There is no normal test image." };
  const category = { ...HAZELNUT, image, roc: { fpr: [], tpr: [] } };
  return withView(resultsOf(makeResults([category], 1)), {}, async (page) => {
    const card = page.locator(".metric-card").first();
    assert.equal(await card.textContent(), "Image AUROC–There is no normal test image.");
    await page.getByRole("region", { name: "ROC curve" }).getByText("There is no normal test image.").waitFor();
    assert.equal(await page.getByRole("heading", { name: "Spread over seeds" }).count(), 0);
  });
});

test("text and numbers follow the editor's language", { skip: noBrowser }, () => {
  const strings = { Threshold: "Schwelle", "{0} missed": "{0} übersehen" };
  return withView({ ...resultsOf(ONE), strings }, { language: "de" }, async (page) => {
    await page.getByRole("slider", { name: "Schwelle" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
    assert.match((await page.locator(".metric-value").first().textContent())!, /^96,\d\s%$/);
  });
});

test("English text has English numbers whatever the editor speaks", { skip: noBrowser }, () =>
  withView(resultsOf(ONE), { language: "de" }, async (page) => {
    await waitForFailures(page, RECORDED);
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.match((await page.locator(".metric-value").first().textContent())!, /^96\.\d%$/);
  }),
);

test("a host that fails is shown with what to do, and asked again", { skip: noBrowser }, () =>
  withView({ ...resultsOf(ONE), failing: ["start"] }, {}, async (page) => {
    await page.getByRole("alert").getByText("Try something else.").waitFor();
    assert.deepEqual(await axeProblems(page), []);
    await page.evaluate(() => {
      window.fixture.failing = ["getResults"];
    });
    await page.getByRole("button", { name: "Try Again" }).click();
    await page.getByRole("alert").getByText('can\'t do "getResults"').waitFor();
    await page.evaluate(() => {
      window.fixture.failing = [];
    });
    await page.getByRole("button", { name: "Try Again" }).click();
    await waitForFailures(page, RECORDED);
    assert.equal(await page.getByRole("alert").count(), 0);
  }),
);

test("nothing has to be scrolled sideways, however narrow the side bar or large the text", { skip: noBrowser }, () =>
  withView(resultsOf(makeResults([HAZELNUT, CARPET])), { width: 250 }, async (page) => {
    await options(page).first().waitFor();
    for (const width of [250, 320, 599, 600, 1400, 170]) {
      await page.setViewportSize({ width, height: 800 });
      // Charts follow the width a moment later.
      await page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth);
    }
  }),
);
