/** Markup that is known to be safe. Made by {@link html} only. */
export interface Html {
  readonly markup: string;
}

type Insert = Html | readonly Html[] | string | number | null | undefined | false;

/**
 * Template tag for markup: what is inserted is escaped unless it is markup itself, so that no file name can become an
 * element or leave its attribute. Attributes must stand in double quotes. Null, undefined and false insert nothing.
 */
export function html(strings: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  let markup = strings[0]!;
  for (let i = 0; i < inserts.length; i++) markup += toMarkup(inserts[i]!) + strings[i + 1]!;
  return { markup };
}

function toMarkup(insert: Insert): string {
  if (insert === null || insert === undefined || insert === false) return "";
  if (typeof insert === "string" || typeof insert === "number") return escapeText(String(insert));
  return "markup" in insert ? insert.markup : insert.map((part) => part.markup).join("");
}

function escapeText(text: string): string {
  return text.replace(FORBIDDEN, "\ufffd").replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

// What HTML allows in no form, and what would turn the writing direction of the text after it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
