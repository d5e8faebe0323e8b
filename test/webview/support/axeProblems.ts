import { readFile } from "node:fs/promises";
import type { Frame, Page } from "playwright-core";

interface AxeResult {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

let source: string | undefined;

/** Serious and critical findings of axe-core on a page or in a frame, one line each. */
export async function axeProblems(page: Page | Frame): Promise<string[]> {
  source ??= await readFile("node_modules/axe-core/axe.min.js", "utf8");
  // Not as a script of the page, whose policy forbids it.
  await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: AxeResult[] }> } };
    return (await axe.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`));
}
