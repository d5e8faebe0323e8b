// What a VSIX holds and how large it may be.
import { readFile } from "node:fs/promises";

const MB = 1e6;
const MAX_VSIX = 90 * MB;
const MAX_OWN_SCRIPTS = 1 * MB;
const MAX_WEBVIEW_SCRIPT = 0.15 * MB;

/** Lines of the table: the first whose pattern fits a file counts it. */
const PARTS = [
  ["model", /^media\/models\//],
  ["other media", /^media\//],
  ["native packages", /^dist\/node_modules\//],
  ["own JavaScript", /^dist\/.*\.c?js$/],
  ["texts and the rest", /^/],
];
const NOT_SHIPPED = /\.test\.|\.map$|\.tsx?$|(^|\/)\.(?!vsixmanifest)/;

/**
 * @param {string} vsix path of the file
 * @returns {Promise<{ table: string, problems: string[] }>} sizes by part, and what is too large or should not be there
 */
export async function checkPackage(vsix) {
  const bytes = await readFile(vsix);
  const entries = zipEntries(bytes);
  const lines = PARTS.map(([part]) => ({ part, files: 0, size: 0, packed: 0 }));
  for (const { name, size, packed } of entries) {
    const line = lines[PARTS.findIndex(([, pattern]) => pattern.test(name))];
    line.files += 1;
    line.size += size;
    line.packed += packed;
  }
  lines.push({ part: "VSIX", files: entries.length, size: sum(entries, "size"), packed: bytes.length });
  const rows = lines.map(({ part, files, size, packed }) => [
    part,
    `${files} files`,
    inMb(size),
    `packed ${inMb(packed)}`,
  ]);
  return { table: rows.map(tableRow).join("\n"), problems: [...unwanted(entries), ...tooLarge(entries, bytes.length)] };
}

function unwanted(entries) {
  const found = entries.filter(({ name }) => NOT_SHIPPED.test(name));
  return found.map(({ name }) => `${name} does not belong into the package.`);
}

function tooLarge(entries, total) {
  const own = entries.filter(({ name }) => /^dist\/(?!node_modules\/).*\.c?js$/.test(name));
  const views = own.filter(({ name }) => name.startsWith("dist/webview/"));
  return [
    ...(own.length === 0 ? ["dist/ holds no JavaScript."] : []),
    ...over("The VSIX", total, MAX_VSIX),
    ...over("Own JavaScript", sum(own, "size"), MAX_OWN_SCRIPTS),
    ...views.flatMap(({ name, size }) => over(name, size, MAX_WEBVIEW_SCRIPT)),
  ];
}

const over = (what, size, limit) => (size > limit ? [`${what} has ${inMb(size)}; the limit is ${inMb(limit)}.`] : []);

/** Names inside the extension's folder, with sizes in bytes, from the directory at the end of a zip file without zip64. */
function zipEntries(bytes) {
  const end = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength).replace(/^extension\//, "");
    const entry = { name, packed: bytes.readUInt32LE(at + 20), size: bytes.readUInt32LE(at + 24) };
    at += 46 + nameLength + extraLength + commentLength;
    return entry;
  });
}

const sum = (entries, field) => entries.reduce((total, entry) => total + entry[field], 0);
const inMb = (size) => `${(size / MB).toFixed(2)} MB`;
const tableRow = ([part, ...cells]) => `${part.padEnd(20)}${cells.map((cell) => cell.padStart(18)).join("")}`;
