import { type Html, html } from "./html.ts";

/** The report's style sheet, light and dark. */
export const STYLE: Html = html`
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --line: #dde1e7; --text: #1b2026; --soft: #5a6472;
  --normal: #2f6fb3; --anomalous: #cf5a1b; --good: #2b7d4b; --bad: #b3261e; --memory: #7a52b3; --prompt: #1f8a8a; --decoder: #a0761a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --card: #1d2126; --line: #353c45; --text: #e7eaee; --soft: #9da7b3;
    --normal: #6aa9ea; --anomalous: #f0884c; --good: #69c28b; --bad: #ff8a80; --memory: #b394e6; --prompt: #5cc4c4; --decoder: #d9b04f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header.page, main { max-width: 1200px; margin: 0 auto; padding: 0 24px; }
header.page { padding-top: 40px; }
h1, h2, h3, h4 { line-height: 1.25; overflow-wrap: anywhere; }
h1 { font-size: 30px; margin: 0 0 6px; }
h2 { font-size: 22px; margin: 0 0 18px; }
h3 { font-size: 16px; margin: 28px 0 10px; }
h4 { font-size: 14px; margin: 0; font-weight: 600; }
.kind { margin: 0 0 4px; color: var(--soft); font-size: 13px; }
.lead { margin: 0; color: var(--soft); }
section { margin: 36px 0 56px; }
.note, .empty { color: var(--soft); font-size: 13px; margin: 4px 0 0; overflow-wrap: anywhere; }
.empty { border: 1px dashed var(--line); border-radius: 8px; padding: 16px; }
.missing { margin: 0; padding: 16px; border: 1px dashed var(--line); border-radius: 6px; color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 14px 24px; margin: 0; }
a { color: var(--normal); }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 0; overflow-wrap: anywhere; }
.facts div:last-child { grid-column: 1 / -1; }
.support { display: flex; flex-wrap: wrap; gap: 14px; }
.support figure { margin: 0; width: 160px; }
.support figcaption { color: var(--soft); font-size: 12px; overflow-wrap: anywhere; margin-top: 4px; }
img { max-width: 100%; height: auto; border-radius: 6px; display: block; background: var(--line); }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--soft); font-size: 13px; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; font-size: 13px; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 14px; }
.card, .chart, .tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
@media (min-width: 640px) { .card.wide { grid-column: span 2; } }
.card h4 { color: var(--soft); font-weight: 500; }
.value { font-size: 28px; font-weight: 600; margin: 2px 0 4px; font-variant-numeric: tabular-nums; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 14px; margin-top: 14px; }
.tables > div { min-width: 0; }
@media (min-width: 1000px) { .tables { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 3fr); gap: 0 40px; align-items: start; } }
.chart { margin: 0; min-width: 0; }
.chart figcaption { font-size: 14px; font-weight: 600; margin-bottom: 8px; }
.chart svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--soft); font-size: 12px; font-family: inherit; }
svg .axis { fill: var(--text); }
svg .grid { stroke: var(--line); fill: none; }
svg .chance { stroke: var(--soft); stroke-dasharray: 2 4; }
svg .curve { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
svg .fused { stroke: var(--text); stroke-width: 2.5; }
svg .memory { stroke: var(--memory); stroke-dasharray: 7 3; }
svg .prompt { stroke: var(--prompt); stroke-dasharray: 2 3; }
svg .decoder { stroke: var(--decoder); stroke-dasharray: 9 3 2 3; }
svg .operating { fill: var(--card); stroke: var(--text); stroke-width: 2; }
svg .normal { fill: var(--normal); }
svg .anomalous { fill: var(--anomalous); }
svg .zero { stroke: var(--text); }
svg .threshold { stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 5 4; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0 0; padding: 0; font-size: 13px; color: var(--soft); }
.key { display: inline-block; width: 18px; height: 0; margin-right: 6px; vertical-align: middle; border-top: 3px solid; }
.key.fused { color: var(--text); } .key.memory { color: var(--memory); border-top-style: dashed; } .key.prompt { color: var(--prompt); border-top-style: dotted; } .key.decoder { color: var(--decoder); border-top-style: dashed; }
.key.operating { width: 10px; height: 10px; border: 2px solid var(--text); border-radius: 50%; }
.key.normal, .key.anomalous { width: 12px; height: 12px; border: 0; border-radius: 2px; background: var(--normal); }
.key.anomalous { background: var(--anomalous); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
thead th { color: var(--soft); font-weight: 500; font-size: 13px; white-space: nowrap; }
tbody th { font-weight: 500; min-width: 90px; }
tfoot th, tfoot td { font-weight: 600; }
.numbers th:not(:first-child), .numbers td { text-align: right; padding: 5px 0 5px 18px; }
.filters { border: 0; margin: 0 0 6px; padding: 0; display: flex; flex-wrap: wrap; gap: 6px 18px; font-size: 14px; }
.filters legend { float: left; padding: 0; margin-right: 18px; color: var(--soft); }
.filters label { white-space: nowrap; }
.count { color: var(--soft); font-variant-numeric: tabular-nums; }
section:has(.only-missed:checked) .tile:not(.missed),
section:has(.only-false-alarm:checked) .tile:not(.false-alarm),
section:has(.only-found:checked) .tile:not(.found),
section:has(.only-passed:checked) .tile:not(.passed) { display: none; }
.scale { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; margin: 14px 0; font-size: 13px; font-variant-numeric: tabular-nums; }
.scale .note { margin: 0 0 0 8px; }
.ramp { width: 180px; height: 14px; border-radius: 3px; background-color: #808080; }
.outline { display: inline-block; width: 14px; height: 14px; margin-right: 6px; vertical-align: -2px; border: 2px solid #00ff80; background: #808080; border-radius: 3px; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 440px), 1fr)); gap: 14px; }
.tile { min-width: 0; border-left: 4px solid var(--line); }
.tile.missed, .tile.false-alarm { border-left-color: var(--bad); }
.tile.found { border-left-color: var(--good); }
.tile header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 12px; margin-bottom: 10px; }
.tile h4 { order: -1; min-width: 0; flex: 1 1 180px; }
.verdict { font-size: 13px; white-space: nowrap; color: var(--soft); }
.missed .verdict, .false-alarm .verdict { color: var(--bad); font-weight: 600; }
.found .verdict { color: var(--good); }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; align-items: start; }
.pair img { width: 100%; max-height: 420px; object-fit: contain; }
.pair .missing { grid-column: 1 / -1; }
.label { margin: 8px 0 6px; font-size: 13px; overflow-wrap: anywhere; }
.bar { position: relative; height: 6px; border-radius: 3px; background: var(--line); margin: 4px 0 8px; }
.fill { position: absolute; inset: 0 auto 0 0; border-radius: 3px; background: var(--soft); }
.missed .fill, .found .fill { background: var(--anomalous); }
.false-alarm .fill, .passed .fill { background: var(--normal); }
.at { position: absolute; top: -4px; bottom: -4px; width: 2px; margin-left: -1px; background: var(--text); }
.scores { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 0; font-size: 13px; font-variant-numeric: tabular-nums; }
@media print { .filters { display: none; } .tile, .card, .chart { break-inside: avoid; } }
`;
