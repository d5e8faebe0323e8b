/** How many cells of at least `minWidth` stand side by side; never none. */
export function columnCount(width: number, minWidth: number, gap: number): number {
  return Math.max(1, Math.floor((width + gap) / (minWidth + gap)));
}

/**
 * The items whose rows lie in what is to be seen, and one row more on either side.
 *
 * @param top of what is to be seen, from the top of the grid; may be negative
 * @param pitch from one row to the next
 * @returns first item, and the one after the last
 */
export function visibleItems(
  { count, columns, pitch }: { readonly count: number; readonly columns: number; readonly pitch: number },
  top: number,
  bottom: number,
): readonly [first: number, end: number] {
  const rows = Math.ceil(count / columns);
  const firstRow = Math.min(rows, Math.max(0, Math.floor(top / pitch) - 1));
  const endRow = Math.min(rows, Math.max(firstRow, Math.ceil(bottom / pitch) + 1));
  return [firstRow * columns, Math.min(count, endRow * columns)];
}

/**
 * Where a key leads in a grid that is filled row by row.
 *
 * @param pageRows rows that are to be seen at a time
 * @returns the item; undefined for keys that don't move
 */
export function itemForKey(
  key: string,
  from: number,
  { count, columns, pageRows }: { readonly count: number; readonly columns: number; readonly pageRows: number },
): number | undefined {
  const within = (item: number) => Math.max(0, Math.min(count - 1, item));
  // The last row may be short: going down into it ends at its last item.
  const isLastRow = Math.floor(from / columns) === Math.floor((count - 1) / columns);
  const page = columns * Math.max(1, pageRows);
  switch (key) {
    case "ArrowRight":
    case "j":
    case "n":
      return within(from + 1);
    case "ArrowLeft":
    case "k":
    case "p":
      return within(from - 1);
    case "ArrowDown":
      return isLastRow ? from : within(from + columns);
    case "ArrowUp":
      return from < columns ? from : from - columns;
    case "PageDown":
      return isLastRow ? count - 1 : within(from + page);
    case "PageUp":
      return from < columns ? 0 : Math.max(from % columns, from - page);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
