/** The header of a safetensors file: where each tensor's bytes stand. Untrusted, so checked whole before any use. */
import { AnopleError, messageOf } from "./errors.ts";

/** Which kind of file it is for the user: decides the error code. */
export type FileCode = "model" | "run";

/** Bytes an element takes. */
const ITEM_BYTES = new Map([
  ["F64", 8],
  ["F32", 4],
  ["F16", 2],
  ["BF16", 2],
  ["F8_E4M3", 1],
  ["F8_E5M2", 1],
  ["I64", 8],
  ["I32", 4],
  ["I16", 2],
  ["I8", 1],
  ["U64", 8],
  ["U32", 4],
  ["U16", 2],
  ["U8", 1],
  ["BOOL", 1],
]);

/** The format's own limit on its header. */
const MAX_HEADER_BYTES = 100_000_000;

/** One tensor's description. */
export interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Byte range, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** A checked header. */
export interface Header {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly metadata: Record<string, string>;
}

/** Makes the error for what is wrong with the file ("has no header"), without throwing it. */
export type Fail = (what: string, cause?: unknown) => AnopleError;

const HINTS: Record<FileCode, string> = {
  model: "Download the file again: it may be damaged, cut short or of another model.",
  run: "The file may be damaged or cut short: restore it from a copy, or train again.",
};

/** The errors of one file: each names it and carries `code`. */
export function failure(file: string, code: FileCode): Fail {
  return (what, cause) => new AnopleError(code, `${file}: ${what}.`, HINTS[code], { cause });
}

/** A name for a message: the file decides it, so it may be long or hold control characters. */
export function quote(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}

/**
 * The header's length in bytes, from the file's first 8.
 * @param fileBytes the file's size
 * @throws AnopleError where the file is too small for it
 */
export function headerLength(first: Uint8Array, fileBytes: number, fail: Fail): number {
  if (first.length < 8) throw fail(`has ${fileBytes} bytes, too few for a safetensors file`);
  const view = new DataView(first.buffer, first.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > fileBytes - 8 || length > MAX_HEADER_BYTES)
    throw fail(`gives its header ${length} bytes, but the file has ${fileBytes} and the limit is ${MAX_HEADER_BYTES}`);
  return length;
}

/**
 * Checks and parses a header of JSON text.
 * @param dataBytes how many bytes follow the header
 * @throws AnopleError naming the tensor whose type, shape or position can't be
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number, fail: Fail): Header {
  let json: string;
  let fields: unknown;
  try {
    json = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    fields = JSON.parse(json);
  } catch (cause) {
    throw fail(`has a header that isn't JSON (${messageOf(cause)})`, cause);
  }
  if (!isObject(fields)) throw fail("has a header that isn't a JSON object");
  const twice = duplicateKey(json);
  if (twice !== null) throw fail(`has tensor ${quote(twice)} twice`);
  const entries = new Map<string, Entry>();
  let metadata: Record<string, string> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (name === "__metadata__") metadata = checkMetadata(field, fail);
    else
      entries.set(
        name,
        checkEntry(field, dataBytes, (what) => fail(`tensor ${quote(name)} ${what}`)),
      );
  }
  return { entries, metadata };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Overlaps and holes between tensors do no harm and are let pass; nothing may reach outside the file. */
function checkEntry(field: unknown, dataBytes: number, fail: Fail): Entry {
  if (!isObject(field)) throw fail("has no description");
  const { dtype, shape, data_offsets: offsets } = field;
  const itemBytes = typeof dtype === "string" ? ITEM_BYTES.get(dtype) : undefined;
  if (itemBytes === undefined) throw fail(`has the unknown type ${quote(String(dtype))}`);
  if (!Array.isArray(shape) || !shape.every(isSize)) throw fail("has a shape that isn't a list of sizes");
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize))
    throw fail("has data_offsets that aren't two byte positions");
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > dataBytes) throw fail(`lies at bytes ${begin} to ${end}, outside the ${dataBytes} of data`);
  // Infinity and inexact products differ from end - begin, which is exact.
  const size = shape.reduce((a: number, b: number) => a * b, itemBytes);
  if (size !== end - begin)
    throw fail(
      `takes ${end - begin} bytes, but its type ${dtype} and shape [${shape.slice(0, 8).join(", ")}] need ${size}`,
    );
  return { dtype: dtype as string, shape, begin, end };
}

function checkMetadata(field: unknown, fail: Fail): Record<string, string> {
  if (!isObject(field) || !Object.values(field).every((value) => typeof value === "string"))
    throw fail("has a __metadata__ that isn't a table of strings");
  return field as Record<string, string>;
}

/** The first key that a (valid) JSON object has twice, which JSON.parse lets pass. */
function duplicateKey(json: string): string | null {
  const [quoteMark, backslash, colon] = [0x22, 0x5c, 0x3a];
  const seen = new Set<string>();
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const c = json.charCodeAt(i);
    if (c === 0x7b || c === 0x5b) depth++;
    else if (c === 0x7d || c === 0x5d) depth--;
    else if (c === quoteMark) {
      const start = i;
      for (i++; json.charCodeAt(i) !== quoteMark; i++) if (json.charCodeAt(i) === backslash) i++;
      let next = i + 1;
      while (json.charCodeAt(next) <= 0x20) next++;
      if (depth !== 1 || json.charCodeAt(next) !== colon) continue;
      const key = JSON.parse(json.slice(start, i + 1)) as string;
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  return null;
}
