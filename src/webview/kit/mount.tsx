import "./base.css";
import { type ComponentType, render } from "preact";
import { Busy } from "./busy.tsx";
import { Failure } from "./failure.tsx";
import { setStrings, t } from "./l10n.ts";

/**
 * Draws a view into #app: gets the translations first, and offers to try again where that fails.
 *
 * @param start what every host answers first, as `channel.call("start", {})`
 */
export function mountView(
  start: () => Promise<{ strings: Readonly<Record<string, string>> }>,
  App: ComponentType,
): void {
  const root = document.getElementById("app")!;
  const open = async () => {
    render(<Busy label={t("Loading…")} />, root);
    try {
      const { strings } = await start();
      setStrings(strings);
      document.documentElement.lang = languageOf(strings);
      render(<App />, root);
    } catch (error) {
      render(<Failure error={error} onRetry={open} />, root);
    }
  };
  void open();
}

/** What the page is read and its numbers are written in: English where nothing is translated, whatever the editor speaks. */
function languageOf(strings: Readonly<Record<string, string>>): string {
  const editor = document.documentElement.lang || navigator.language;
  const isTranslated = Object.keys(strings).length > 0;
  return isTranslated || /^en\b/i.test(editor) ? editor : "en";
}
