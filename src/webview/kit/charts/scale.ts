/** Maps numbers to places along an axis, linearly, and back. */
export interface Scale {
  (value: number): number;
  /** The number at a place. */
  invert(place: number): number;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
}

/** A scale; a domain without extent is mapped to the middle. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [from, to] = range;
  const span = high - low;
  const scale = (value: number) => (span === 0 ? (from + to) / 2 : from + ((value - low) / span) * (to - from));
  const invert = (place: number) => (to === from ? low : low + ((place - from) / (to - from)) * span);
  return Object.assign(scale, { invert, domain, range });
}
