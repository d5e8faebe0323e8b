import { readTag, type Tag } from "./readTag.ts";

/** What a report shows, without anything that could run, load or lead away. */
export interface SafeReport {
  /** A style sheet that can't leave its element. */
  readonly style: string;
  /** Markup of the elements and attributes below, and text. */
  readonly body: string;
  /** Absolute paths of the images on this machine that the report's cards are about. */
  readonly images: ReadonlySet<string>;
}

/** In the head of every report. */
const GENERATOR = '<meta name="generator" content="AnoPLe">';

// What reports are made of. Everything else is left out, whatever it is.
const ELEMENTS = new Set(
  (
    "header main section article h1 h2 h3 h4 p div span bdi br a ul li dl dt dd pre img figure figcaption details summary " +
    "table thead tbody tfoot tr th td fieldset legend label input svg path rect circle text"
  ).split(" "),
);
const ANY = /^/;
const ATTRIBUTES = new Map<string, RegExp>([
  ...(
    "class id name checked scope alt loading width height role aria-label aria-hidden data-file data-defect viewBox d x y cx cy r " +
    "text-anchor transform"
  )
    .split(" ")
    .map((name): [string, RegExp] => [name, ANY]),
  ["type", /^radio$/],
  ["href", /^#/],
  ["src", /^data:image\/(?:jpeg|png);base64,[A-Za-z0-9+/]*={0,2}$/],
  ["style", /^(?!.*url\()[\w .,:;%#()-]*$/i],
]);

/** Elements that go with their content, which is not for reading. */
const WITH_CONTENT = new Set(
  "script style title template iframe object noscript noembed noframes plaintext xmp textarea select math".split(" "),
);

/** A report has some thousands. So many take about a second, in which the editor's other extensions wait. */
const MAX_TAGS = 500_000;

/** On a drive of this machine: a path on another one would send it the user's credentials on Windows. */
const LOCAL_IMAGE = /^(?:\/(?![\\/])|[a-z]:[\\/]).*\.(?:png|jpe?g|bmp|tiff?|webp)$/is;

/**
 * Takes a report apart and writes anew what is known to be harmless. The file is not trusted: it is read in the narrow form
 * that reports are written in, attributes in double quotes, and each tag of the result comes from the lists above.
 *
 * @param page the text of report.html
 * @returns null if it is no report
 */
export function sanitiseReport(page: string): SafeReport | null {
  const start = page.indexOf("<body>");
  const head = page.slice(0, Math.max(0, start));
  if (!head.includes(GENERATOR)) return null;
  const style = /<style>([^<]*)<\/style>/.exec(head)?.[1] ?? "";
  const end = page.lastIndexOf("</body>");
  const images = new Set<string>();
  const body = sanitise(page.slice(start + "<body>".length, end < start ? undefined : end), images);
  return body === null ? null : { style, body, images };
}

function sanitise(markup: string, images: Set<string>): string | null {
  const parts: string[] = [];
  let at = 0;
  for (let tags = 0; at < markup.length; tags++) {
    if (tags > MAX_TAGS) return null;
    const open = markup.indexOf("<", at);
    parts.push(markup.slice(at, open < 0 ? undefined : open));
    if (open < 0) break;
    const tag = readTag(markup, open);
    if (tag.name === "" && tag.end === open + 1) parts.push("&lt;");
    else if (ELEMENTS.has(tag.name)) parts.push(writeTag(tag, images));
    at = !tag.isClosing && WITH_CONTENT.has(tag.name) ? contentEnd(markup, tag) : tag.end;
  }
  return parts.join("");
}

function writeTag({ name, isClosing, attributes, slash }: Tag, images: Set<string>): string {
  if (attributes === null) return "";
  if (isClosing) return `</${name}>`;
  let tag = `<${name}`;
  for (const [attribute, value] of attributes) {
    if (!ATTRIBUTES.get(attribute)?.test(value ?? "")) continue;
    tag += value === undefined ? ` ${attribute}` : ` ${attribute}="${value}"`;
    if (attribute === "data-file" && value !== undefined) {
      const file = decode(value);
      if (LOCAL_IMAGE.test(file)) images.add(file);
    }
  }
  return `${tag}${slash}>`;
}

/** Text as reports escape it; other entities make paths that no card sends. */
function decode(text: string): string {
  return text.replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

function contentEnd(markup: string, { name, end }: Tag): number {
  const closing = new RegExp(`</${name}`, "gi");
  closing.lastIndex = end;
  return closing.exec(markup)?.index ?? markup.length;
}
