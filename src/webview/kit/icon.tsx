/** Paths on a 16 × 16 grid, drawn as 1.2 px lines. */
const PATHS = {
  check: "M3 8.5 6.3 12 13 4.5",
  "chevron-down": "M3.5 6 8 10.5 12.5 6",
  "chevron-right": "M6 3.5 10.5 8 6 12.5",
  "chevron-left": "M10 3.5 5.5 8 10 12.5",
  close: "M4 4 12 12M12 4 4 12",
  copy: "M5.5 5.5H13V14H5.5ZM10.5 5.5V2H3V10.5H5.5",
  error: "M8 1.8A6.2 6.2 0 1 1 8 14.2 6.2 6.2 0 1 1 8 1.8M5.7 5.7 10.3 10.3M10.3 5.7 5.7 10.3",
  "external-link": "M9 2.5H13.5V7M13.5 2.5 7.5 8.5M11.5 9.5V13.5H2.5V4.5H6.5",
  folder: "M1.8 3.5H6.2L7.8 5.2H14.2V12.8H1.8Z",
  image: "M2 3H14V13H2ZM2 11 5.5 7.5 8.5 10.5 10.5 8.5 14 12M10.3 5.9H10.5",
  info: "M8 1.8A6.2 6.2 0 1 1 8 14.2 6.2 6.2 0 1 1 8 1.8M8 7.2V11.3M8 4.7V5.1",
  map: "M2 3H14V13H2ZM8 5.2A2.8 2.8 0 1 1 8 10.8 2.8 2.8 0 1 1 8 5.2M8 7.4A.6.6 0 1 1 8 8.6.6.6 0 1 1 8 7.4",
  "false-alarm": "M8 2 14.5 13.5H1.5ZM8 6.3V9.6M8 11.3V11.7",
  missed: "M8 2.2A5.8 5.8 0 1 1 8 13.8 5.8 5.8 0 1 1 8 2.2M4 12 12 4",
  play: "M4.5 2.8 12.8 8 4.5 13.2Z",
  refresh: "M13 8A5 5 0 1 1 11.4 4.3M11.6 1.8V4.6H8.8",
  search: "M7 2.5A4.5 4.5 0 1 1 7 11.5 4.5 4.5 0 1 1 7 2.5M10.3 10.3 14 14",
  "sort-down": "M8 3V13M4.5 9.5 8 13 11.5 9.5",
  "sort-up": "M8 13V3M4.5 6.5 8 3 11.5 6.5",
  stop: "M4 4H12V12H4Z",
  warning: "M8 2 14.5 13.5H1.5ZM8 6.3V9.6M8 11.3V11.7",
  "zoom-in": "M7 2.5A4.5 4.5 0 1 1 7 11.5 4.5 4.5 0 1 1 7 2.5M10.3 10.3 14 14M5 7H9M7 5V9",
  "zoom-out": "M7 2.5A4.5 4.5 0 1 1 7 11.5 4.5 4.5 0 1 1 7 2.5M10.3 10.3 14 14M5 7H9",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words, in their colour; screen readers skip it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
