import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { classNames } from "./classNames.ts";
import { columnCount, itemForKey, visibleItems } from "./gridLayout.ts";
import { useSize } from "./useSize.ts";

interface Props<T> {
  /** What the items are; for screen readers. */
  readonly label: string;
  readonly items: readonly T[];
  /** Tells items apart. */
  keyOf(item: T): string;
  /** An item in words; for screen readers, which read nothing else of it. */
  nameOf(item: T): string;
  readonly minCellWidth: number;
  /** Of every cell, from its width. */
  cellHeight(width: number): number;
  readonly gap?: number;
  /** Key of the item that the Tab key reaches; the first where there is none. */
  readonly active: string | undefined;
  onActive(key: string): void;
  /** Enter, and a click where nothing is selected. */
  onOpen?(item: T): void;
  /** Keys of chosen items, where several can be chosen. */
  readonly selected?: ReadonlySet<string>;
  /** Space and a click. */
  onToggle?(item: T): void;
  /** What is to be seen of an item. */
  children(item: T, index: number): ComponentChildren;
}

/**
 * Any number of equal cells in rows, of which only those to be seen are in the page; it scrolls with what it stands in.
 * The arrow keys, j/k, n/p, Page Up/Down, Home and End go from one to another.
 */
export function VirtualGrid<T>(props: Props<T>) {
  const { label, items, keyOf, nameOf, minCellWidth, cellHeight, gap = 8, active, onActive, onOpen } = props;
  const { selected, onToggle, children } = props;
  const box = useRef<HTMLDivElement>(null);
  const focusNext = useRef(false);
  const { width } = useSize(box);
  const columns = columnCount(width, minCellWidth, gap);
  const cellWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
  const height = Math.round(cellHeight(cellWidth));
  const pitch = height + gap;
  const [first, end] = useVisibleItems(box, items.length, columns, pitch);
  const found = active === undefined ? -1 : items.findIndex((item) => keyOf(item) === active);
  const current = Math.max(0, found);

  useLayoutEffect(() => {
    if (!focusNext.current) return;
    focusNext.current = false;
    const cell = box.current!.querySelector<HTMLElement>('[tabindex="0"]');
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest" });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || items.length === 0) return;
    const item = items[current]!;
    const act = event.key === "Enter" ? (onOpen ?? onToggle) : event.key === " " ? (onToggle ?? onOpen) : undefined;
    const next = itemForKey(event.key, current, {
      count: items.length,
      columns,
      pageRows: Math.max(1, Math.floor(window.innerHeight / pitch) - 1),
    });
    if (!act && next === undefined) return;
    event.preventDefault();
    act?.(item);
    if (next === undefined) return;
    focusNext.current = true;
    onActive(keyOf(items[next]!));
  };

  // The current cell keeps the focus while it is scrolled away.
  const indices = Array.from({ length: end - first }, (_, i) => first + i);
  if (items.length > 0 && (current < first || current >= end)) indices.push(current);
  return (
    <div
      ref={box}
      class="virtual-grid"
      role="listbox"
      aria-label={label}
      aria-multiselectable={onToggle ? true : undefined}
      style={{ height: `${Math.max(0, Math.ceil(items.length / columns) * pitch - gap)}px` }}
      onKeyDown={onKeyDown}
    >
      {width > 0 &&
        indices.map((index) => {
          const item = items[index]!;
          const key = keyOf(item);
          const x = (index % columns) * (cellWidth + gap);
          const y = Math.floor(index / columns) * pitch;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box listens to keys for all of its options
            <div
              key={key}
              class={classNames("cell", index === found && "current", selected?.has(key) && "selected")}
              role="option"
              aria-selected={selected ? selected.has(key) : index === found}
              aria-posinset={index + 1}
              aria-setsize={items.length}
              tabIndex={index === current ? 0 : -1}
              style={{ width: `${cellWidth}px`, height: `${height}px`, transform: `translate(${x}px, ${y}px)` }}
              onFocus={() => onActive(key)}
              onClick={() => (onToggle ?? onOpen)?.(item)}
            >
              <span class="visually-hidden">{nameOf(item)}</span>
              <div class="cell-content" aria-hidden="true">
                {children(item, index)}
              </div>
            </div>
          );
        })}
    </div>
  );
}

/** First item and the one after the last of those in the window, kept up to date while anything scrolls. */
function useVisibleItems(
  box: { readonly current: HTMLElement | null },
  count: number,
  columns: number,
  pitch: number,
): readonly [number, number] {
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  useLayoutEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const { top } = box.current!.getBoundingClientRect();
      const next = visibleItems({ count, columns, pitch }, -top, window.innerHeight - top);
      setRange((old) => (old[0] === next[0] && old[1] === next[1] ? old : next));
    };
    const soon = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    // Content above it may change its height.
    const resize = new ResizeObserver(soon);
    resize.observe(document.body);
    document.addEventListener("scroll", soon, { capture: true, passive: true });
    window.addEventListener("resize", soon);
    return () => {
      cancelAnimationFrame(frame);
      resize.disconnect();
      document.removeEventListener("scroll", soon, { capture: true });
      window.removeEventListener("resize", soon);
    };
  }, [box, count, columns, pitch]);
  return [Math.min(range[0], count), Math.min(range[1], count)];
}
