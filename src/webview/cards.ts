/** What can be said about picture cards without a page. */

/** What a card is found by. */
export interface Card {
  /** The image's path in its data set. */
  readonly name: string;
  readonly defect: string;
  /** What became of it, as the card says it. */
  readonly verdict: string;
}

/** What a view remembers while it is hidden. */
export interface ViewState {
  /** From the top, in CSS pixels. */
  readonly scroll: number;
  readonly filter: string;
  /** Which of the report's radio buttons, counted over all of it, are on. */
  readonly shown: readonly number[];
}

/** Whether each word of the filter occurs in the card's name or defect, in any case. */
export function matchesFilter({ name, defect }: Card, filter: string): boolean {
  const text = `${name}\n${defect}`.normalize("NFC").toLowerCase();
  const words = filter.normalize("NFC").toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word));
}

/**
 * The next card that can be seen in a direction.
 *
 * @param isVisible of each card
 * @param current index of a card; -1 to begin before the first
 * @returns its index; `current` if there is none
 */
export function neighbour(isVisible: readonly boolean[], current: number, step: 1 | -1): number {
  for (let i = current + step; i >= 0 && i < isVisible.length; i += step) if (isVisible[i]) return i;
  return current;
}

/** Where one is and what is there, `position` from 1. */
export function describeCard({ name, defect, verdict }: Card, position: number, count: number): string {
  return `${position} of ${count}: ${name}, ${verdict}, ${defect}`;
}

/** How many cards are left. */
export function describeCount(visible: number, all: number): string {
  if (visible === 0) return "No picture matches.";
  const pictures = `${all} picture${all === 1 ? "" : "s"}`;
  return visible === all ? pictures : `${visible} of ${pictures}`;
}

/** The state of a view, or of a new one where there is none or it can't be understood. */
export function readState(value: unknown): ViewState {
  const { scroll, filter, shown } = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  return {
    scroll: typeof scroll === "number" && scroll >= 0 ? scroll : 0,
    filter: typeof filter === "string" ? filter : "",
    shown: Array.isArray(shown) ? shown.filter((index) => Number.isInteger(index)) : [],
  };
}
