/** What VS Code offers to the script of a web view. */
export interface VscodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  /** Kept while the view is hidden, and given to the extension after a window reload. */
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VscodeApi;

let api: VscodeApi | undefined;

/** VS Code hands it out once a page. */
export function vscodeApi(): VscodeApi {
  api ??= acquireVsCodeApi();
  return api;
}
