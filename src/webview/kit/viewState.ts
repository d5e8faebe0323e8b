import { vscodeApi } from "./vscodeApi.ts";

/**
 * Puts what the host wrote into `data-state` of #app into the page's state, beside what the view keeps there: VS Code hands
 * all of it back to the host when the window was reloaded, which restores the panel from it.
 */
export function adoptHostState(): void {
  const written = parse(document.getElementById("app")?.dataset.state);
  if (Object.keys(written).length > 0) vscodeApi().setState({ ...asObject(vscodeApi().getState()), ...written });
}

/** What the host wrote under a key, before anything was asked for; undefined where there is none. */
export function hostText(key: string): string | undefined {
  const value = (parse(document.getElementById("app")?.dataset.state) as Record<string, unknown>)[key];
  return typeof value === "string" ? value : undefined;
}

function parse(text: string | undefined): object {
  try {
    return asObject(JSON.parse(text ?? "{}"));
  } catch {
    return {};
  }
}

function asObject(value: unknown): object {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
