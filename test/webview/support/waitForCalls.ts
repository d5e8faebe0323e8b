import type { Page } from "playwright-core";

/** The calls of a method, or of all, once the host got at least `count` of them. */
export async function waitForCalls(page: Page, count: number, method?: string): Promise<[string, unknown][]> {
  const found = await page.waitForFunction(
    ([wanted, least]) => {
      const calls = (window.calls ?? []).filter(([name]) => wanted === undefined || name === wanted);
      return calls.length >= least && calls;
    },
    [method, count] as const,
  );
  return (await found.jsonValue()) as [string, unknown][];
}
