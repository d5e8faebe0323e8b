/** Numbers in the page's language. */

/** What stands for a number that the data does not define. */
const NONE = "–";

/** A share from 0 to 1 as per cent with one decimal. */
export function formatPercent(share: number | null): string {
  return format(share, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** A share from 0 to 1 as per cent with as many digits as it needs; for axis marks. */
export function formatPercentMark(share: number): string {
  return format(share, { style: "percent", maximumFractionDigits: 2 });
}

/** A score, a threshold or a loss, whose scale depends on the run: four significant digits. */
export function formatScore(value: number | null): string {
  return format(value, scoreDigits(value ?? 0));
}

/** A difference of scores with its sign: two significant digits. */
export function formatMargin(value: number): string {
  const isTiny = value !== 0 && Math.abs(value) < 1e-4;
  const digits = { minimumSignificantDigits: 2, maximumSignificantDigits: 2, useGrouping: false };
  return format(value, { ...digits, ...(isTiny && { notation: "scientific" }), signDisplay: "exceptZero" });
}

/** A whole number with its thousands grouped. */
export function formatCount(value: number): string {
  return format(value, { maximumFractionDigits: 0 });
}

/** As many digits as the number needs, such as 0.3; for settings and axis marks. */
export function formatPlain(value: number): string {
  return format(value, { maximumSignificantDigits: 6, useGrouping: false });
}

/** A day and time of ISO 8601, such as "Sep 24, 2026, 2:05 PM", in the user's time zone. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(time);
}

function scoreDigits(value: number): Intl.NumberFormatOptions {
  const size = Math.abs(value);
  if (size === 0) return { minimumFractionDigits: 3 };
  if (size < 1e-3 || size >= 1e6) return { notation: "scientific", minimumFractionDigits: 3, maximumFractionDigits: 3 };
  return { minimumSignificantDigits: 4, maximumSignificantDigits: 4, useGrouping: false };
}

function format(value: number | null, options: Intl.NumberFormatOptions): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  const key = `${language()} ${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(language(), options);
    formatters.set(key, formatter);
  }
  return formatter.format(value);
}

/** Making one takes longer than using it a thousand times. */
const formatters = new Map<string, Intl.NumberFormat>();

/** Of the page; English in tests, which have no page. */
function language(): string {
  return (globalThis.document as Document | undefined)?.documentElement.lang || "en";
}
