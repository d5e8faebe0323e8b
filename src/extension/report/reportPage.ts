import { escapeMarkup } from "../views/page.ts";
import type { SafeReport } from "./sanitiseReport.ts";

/** Colours of the editor's theme, whichever it is, for the report's variables and for what the script adds. */
const THEME = `
:root:has(body.vscode-light, body.vscode-high-contrast-light) { color-scheme: light; }
:root:has(body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light)) { color-scheme: dark; }
body:is(.vscode-light, .vscode-dark, .vscode-high-contrast) {
  --page: var(--vscode-editor-background); --text: var(--vscode-editor-foreground); --soft: var(--vscode-descriptionForeground);
  --card: var(--vscode-editorWidget-background); --line: var(--vscode-editorWidget-border);
  --normal: var(--vscode-charts-blue); --anomalous: color-mix(in srgb, var(--vscode-charts-yellow) 60%, var(--vscode-charts-red));
  --good: var(--vscode-charts-green); --bad: var(--vscode-charts-red);
  --memory: var(--vscode-charts-purple); --prompt: var(--vscode-terminal-ansiCyan); --decoder: var(--vscode-charts-yellow);
  padding: 0; font-family: var(--vscode-font-family);
}
body.vscode-high-contrast { --card: var(--page); --soft: var(--text); --line: var(--vscode-contrastBorder); }
.vscode-high-contrast .bar { background: none; outline: 1px solid var(--line); }
pre { font-family: var(--vscode-editor-font-family); }
.find { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; padding: 8px 24px; background: var(--page); border-bottom: 1px solid var(--line); font-size: 13px; }
.find input { font: inherit; width: 220px; margin-left: 6px; padding: 3px 6px; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--vscode-input-border, var(--line)); border-radius: 2px; }
.find [role=status] { flex: 1 1 200px; min-width: 0; overflow-wrap: anywhere; }
.find .keys { color: var(--soft); }
.find input:focus, .tile:focus { outline: 2px solid var(--vscode-focusBorder); outline-offset: 1px; }
.tile, section { scroll-margin: 64px 0 16px; }
.tile[data-file] .pair img { cursor: pointer; }
`;

/**
 * The page of a view: the report's style and body, the editor's theme and one script, and a policy that allows nothing
 * else, to hold should something slip through `sanitiseReport`.
 *
 * @param file of the report; the page keeps it for a window reload
 * @param script address of dist/webview/report.js
 * @param nonce new for each page, of letters and digits
 */
export function reportPage({ style, body }: SafeReport, file: string, script: string, nonce: string): string {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en" data-file="${escapeMarkup(file)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${style}</style>
<style>${THEME}</style>
<script nonce="${nonce}" src="${script}" defer></script>
</head>
<body>${body}</body>
</html>
`;
}
