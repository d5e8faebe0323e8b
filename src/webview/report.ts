/** Runs in the view of a report: keys to go through the picture cards, a filter, and a memory of where one was. */

import { REPORT_HOST, REPORT_VIEW } from "../protocol/views.ts";
import {
  type Card,
  describeCard,
  describeCount,
  matchesFilter,
  neighbour,
  readState,
  type ViewState,
} from "./cards.ts";
import { connect } from "./kit/connect.ts";
import { vscodeApi } from "./kit/vscodeApi.ts";

/** Milliseconds after the last scrolling that the place is kept. */
const SETTLED = 150;

const channel = connect(REPORT_HOST, REPORT_VIEW, {});
const tiles = [...document.querySelectorAll<HTMLElement>(".tile")];
const cards = tiles.map(toCard);
const radios = [...document.querySelectorAll<HTMLInputElement>(".filters input")];
const find = element("div", "find");
const filter = element("input", "");
const status = element("span", "");
/** The card that j and k go on from; -1 before the first step. */
let current = -1;

function start(): void {
  addFindBar();
  for (const tile of tiles) tile.tabIndex = -1;
  const { scroll, shown, filter: text } = readState(vscodeApi().getState());
  filter.value = text;
  for (const [i, radio] of radios.entries()) if (shown.includes(i)) radio.checked = true;
  applyFilter();
  window.scrollTo(0, scroll);
  keepState();

  filter.addEventListener("input", applyFilter);
  for (const radio of radios) radio.addEventListener("change", onVisibleChange);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("focusin", onFocus);
  let timer: number | undefined;
  document.addEventListener("scroll", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(keepState, SETTLED);
  });
}

function addFindBar(): void {
  const label = element("label", "");
  const keys = element("span", "keys");
  filter.type = "search";
  filter.placeholder = "file name or defect";
  label.append("Filter", filter);
  status.setAttribute("role", "status");
  status.setAttribute("aria-live", "polite");
  keys.textContent = "j next, k previous, / filter, Enter open picture";
  find.setAttribute("role", "search");
  find.append(label, status, keys);
  document.body.prepend(find);
}

function applyFilter(): void {
  for (const [i, tile] of tiles.entries()) tile.hidden = !matchesFilter(cards[i]!, filter.value);
  onVisibleChange();
}

/** The Tab key reaches one card: the current one, or the first that is to be seen. */
function onVisibleChange(): void {
  const isVisible = visibility();
  if (!isVisible[current]) current = -1;
  setTabStop(current < 0 ? isVisible.indexOf(true) : current);
  status.textContent = describeCount(isVisible.filter(Boolean).length, tiles.length);
  keepState();
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const handle = event.target === filter ? FILTER_KEYS[event.key] : KEYS[event.key];
  if (handle?.(event) === true) event.preventDefault();
}

type KeyHandler = (event: KeyboardEvent) => boolean;

const next: KeyHandler = () => go(1);
const previous: KeyHandler = () => go(-1);
const KEYS: Partial<Record<string, KeyHandler>> = {
  j: next,
  n: next,
  k: previous,
  p: previous,
  "/": () => {
    filter.focus();
    filter.select();
    return true;
  },
  Enter: ({ target }) => openImage(tiles.indexOf(target as HTMLElement)),
};
const FILTER_KEYS: Partial<Record<string, KeyHandler>> = {
  Enter: () => focusCard(visibility().indexOf(true)),
  Escape: () => {
    if (filter.value === "") filter.blur();
    filter.value = "";
    applyFilter();
    return true;
  },
};

function go(step: 1 | -1): boolean {
  const isVisible = visibility();
  if (current >= 0) return focusCard(neighbour(isVisible, current, step));
  // Begin with what is being looked at.
  const top = find.getBoundingClientRect().bottom;
  const inView = tiles.findIndex((tile, i) => isVisible[i] && tile.getBoundingClientRect().bottom > top);
  return focusCard(inView < 0 ? isVisible.lastIndexOf(true) : inView);
}

function focusCard(index: number): boolean {
  tiles[index]?.focus({ preventScroll: true });
  tiles[index]?.scrollIntoView({ block: "nearest" });
  return true;
}

function onFocus({ target }: FocusEvent): void {
  const index = tiles.indexOf(target as HTMLElement);
  if (index < 0) return;
  current = index;
  setTabStop(index);
  const isVisible = visibility();
  const position = isVisible.slice(0, index + 1).filter(Boolean).length;
  status.textContent = describeCard(cards[index]!, position, isVisible.filter(Boolean).length);
}

function onClick({ target }: MouseEvent): void {
  const picture = target instanceof Element ? target.closest(".pair img") : null;
  if (picture) openImage(tiles.findIndex((tile) => tile.contains(picture)));
}

function openImage(index: number): boolean {
  const path = tiles[index]?.dataset.file;
  if (path) channel.call("openImage", { path }).catch(() => undefined); // the editor told the user
  return path !== undefined;
}

function setTabStop(index: number): void {
  for (const [i, tile] of tiles.entries()) tile.tabIndex = i === index ? 0 : -1;
}

/** Of each card: neither this filter nor the report's own hides it. */
function visibility(): boolean[] {
  return tiles.map((tile) => tile.getClientRects().length > 0);
}

function keepState(): void {
  const shown = radios.flatMap((radio, i) => (radio.checked ? [i] : []));
  const state: ViewState = { scroll: window.scrollY, filter: filter.value, shown };
  // The file is what the editor opens the view with after a window reload.
  vscodeApi().setState({ ...state, file: document.documentElement.dataset.file });
}

function toCard(tile: HTMLElement): Card {
  const text = (selector: string) => tile.querySelector(selector)?.textContent ?? "";
  return { name: text("h4"), defect: tile.dataset.defect ?? "", verdict: text(".verdict") };
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

if (tiles.length > 0) start();
else keepState();
