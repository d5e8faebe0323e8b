/** A script that writes `data-state` into #app as the extension host does, to be put before the script of a fake host. */
export function hostState(state: object): string {
  const text = JSON.stringify(JSON.stringify(state));
  return `new MutationObserver((_, observer) => {
    const app = document.getElementById("app");
    if (!app) return;
    observer.disconnect();
    app.dataset.state = ${text};
  }).observe(document, { childList: true, subtree: true });\n`;
}
