let strings: Readonly<Record<string, string>> = {};

/** Translations by their English text, as the extension host sends them; none where English is shown. */
export function setStrings(translated: Readonly<Record<string, string>>): void {
  strings = translated;
}

/** A string in the user's language, with `{0}`, `{1}` … replaced. The English text must be a literal, to be collected. */
export function t(english: string, ...values: readonly (string | number)[]): string {
  return (strings[english] ?? english).replace(/\{(\d)\}/g, (hole, i: string) => String(values[Number(i)] ?? hole));
}
