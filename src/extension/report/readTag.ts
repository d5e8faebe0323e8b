/** Of one tag; reports have at most ten. */
const MAX_ATTRIBUTES = 32;

const TAG_NAME = /<(\/?)([a-z][a-z0-9]*)/iy;
const ATTRIBUTE = /\s+([a-z][a-z-]*)(?:="([^"]*)")?/iy;
const TAG_END = /\s*(\/?)>/y;

/** A piece of markup that begins with "<", whatever it turns out to be. */
export interface Tag {
  /** In lower case; empty for a comment, a declaration or a lone "<". */
  readonly name: string;
  readonly isClosing: boolean;
  /** Null if they are not in double quotes, or too many. */
  readonly attributes: readonly (readonly [name: string, value: string | undefined])[] | null;
  /** "/" in `<br/>`. */
  readonly slash: string;
  /** Where the text goes on. */
  readonly end: number;
}

/** Reads what begins at `open`, where there is a "<". Takes time linear in its length. */
export function readTag(markup: string, open: number): Tag {
  const [, closing, name] = matchAt(TAG_NAME, markup, open) ?? [];
  if (name === undefined || closing === undefined) {
    const nothing = { name: "", isClosing: false, attributes: null, slash: "" };
    if (markup.startsWith("<!--", open)) return { ...nothing, end: after(markup, "-->", open + 4) };
    return { ...nothing, end: /[!?/]/.test(markup.charAt(open + 1)) ? after(markup, ">", open) : open + 1 };
  }
  const attributes: [string, string | undefined][] = [];
  let at = open + 1 + closing.length + name.length;
  while (attributes.length < MAX_ATTRIBUTES) {
    const found = matchAt(ATTRIBUTE, markup, at);
    if (!found) break;
    attributes.push([found[1]!, found[2]]);
    at += found[0].length;
  }
  const last = matchAt(TAG_END, markup, at);
  const tag = { name: name.toLowerCase(), isClosing: closing !== "", slash: last?.[1] ?? "" };
  return last
    ? { ...tag, attributes, end: at + last[0].length }
    : { ...tag, attributes: null, end: after(markup, ">", at) };
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

/** The end of the next `what`, or of all. */
function after(markup: string, what: string, from: number): number {
  const found = markup.indexOf(what, from);
  return found < 0 ? markup.length : found + what.length;
}
