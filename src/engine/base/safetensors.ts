/**
 * Reading and writing safetensors files: u64 header length, JSON header, then the tensors' bytes, all little-endian (as is
 * every platform that Node.js runs on with the engine). Files are untrusted: the header is checked whole before use.
 */
import { type FileHandle, open } from "node:fs/promises";
import { messageOf } from "./errors.ts";
import {
  type Entry,
  type Fail,
  type FileCode,
  failure,
  type Header,
  headerLength,
  parseHeader,
  quote,
} from "./safetensorsHeader.ts";

/** A dense float32 tensor, last axis fastest; `data.length` is the product of `shape`. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** An open safetensors file. Tensors are read when asked for and not kept. */
export interface SafetensorsFile {
  readonly metadata: Readonly<Record<string, string>>;
  names(): string[];
  has(name: string): boolean;
  /** Throws an AnopleError where the file has no such tensor, as `read` and `readInts` do. */
  shapeOf(name: string): readonly number[];
  /** Throws an AnopleError unless the tensor is there and can be `read`. */
  requireFloats(name: string): void;
  /** An F32, F16 or BF16 tensor as float32. */
  read(name: string): Promise<FloatTensor>;
  /** An I32 or I64 tensor's values, which must fit 32 bits. */
  readInts(name: string): Promise<Int32Array>;
  close(): Promise<void>;
}

/** fs.read takes less than 2 GiB at once. */
const MAX_READ_BYTES = 1 << 30;

/**
 * Opens a safetensors file and checks its header; no tensor is read yet.
 * @param code the error code for this file: "model" or "run"
 * @throws AnopleError with that code, naming the file and the tensor, where the file can't be read, its header lies about
 * lengths or offsets, or later a tensor is missing or of the wrong type.
 */
export async function openSafetensors(file: string, code: FileCode = "model"): Promise<SafetensorsFile> {
  const fail = failure(file, code);
  const handle = await open(file, "r").catch((cause) => {
    throw fail(`can't be opened (${messageOf(cause)})`, cause);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw fail("isn't a file");
    const headerBytes = headerLength(await readRange(handle, 0, Math.min(8, stat.size), fail), stat.size, fail);
    const dataStart = 8 + headerBytes;
    const header = parseHeader(await readRange(handle, 8, headerBytes, fail), stat.size - dataStart, fail);
    const bytesOf = (entry: Entry) => readRange(handle, dataStart + entry.begin, entry.end - entry.begin, fail);
    return {
      metadata: header.metadata,
      names: () => [...header.entries.keys()],
      has: (name) => header.entries.has(name),
      shapeOf: (name) => entryOf(header, name, fail).shape,
      requireFloats: (name) => requireFloats(entryOf(header, name, fail), name, fail),
      read: async (name) => {
        const entry = entryOf(header, name, fail);
        requireFloats(entry, name, fail);
        return toFloats(entry, await bytesOf(entry));
      },
      readInts: async (name) => {
        const entry = entryOf(header, name, fail);
        if (entry.dtype !== "I32" && entry.dtype !== "I64")
          throw fail(`tensor ${quote(name)} has type ${entry.dtype}, but I32 or I64 is needed`);
        return toInts(entry, await bytesOf(entry), name, fail);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Decodes a small safetensors file held in memory; every tensor must be F32, F16 or BF16.
 * @param file the name to use in errors
 * @throws AnopleError with `code`, as `openSafetensors` does
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  file: string,
  code: FileCode = "model",
): { tensors: Map<string, FloatTensor>; metadata: Record<string, string> } {
  const fail = failure(file, code);
  const dataStart = 8 + headerLength(bytes.subarray(0, 8), bytes.length, fail);
  const header = parseHeader(bytes.subarray(8, dataStart), bytes.length - dataStart, fail);
  const tensors = new Map<string, FloatTensor>();
  for (const [name, entry] of header.entries) {
    requireFloats(entry, name, fail);
    // The copy is aligned; the caller's bytes need not be. (A Buffer's own slice would not copy.)
    const copy = new Uint8Array(bytes.subarray(dataStart + entry.begin, dataStart + entry.end));
    tensors.set(name, toFloats(entry, copy));
  }
  return { tensors, metadata: header.metadata };
}

/**
 * Encodes float32 tensors as a safetensors file, ordered by name, data aligned to 8 bytes: same input, same bytes.
 * @throws RangeError where a tensor's data doesn't fill its shape
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, FloatTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const byName = <T>(a: [string, T], b: [string, T]) => (a[0] < b[0] ? -1 : 1);
  const sorted = Object.entries(tensors).sort(byName);
  const fields: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0)
    fields.push(["__metadata__", Object.fromEntries(Object.entries(metadata).sort(byName))]);
  let end = 0;
  for (const [name, { shape, data }] of sorted) {
    if (data.length !== shape.reduce((a, b) => a * b, 1))
      throw new RangeError(`Tensor ${name} has ${data.length} values for shape [${shape.join(", ")}].`);
    const begin = end;
    end += data.byteLength;
    fields.push([name, { dtype: "F32", shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(fields)));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const out = new Uint8Array(8 + headerBytes + end);
  new DataView(out.buffer).setUint32(0, headerBytes, true);
  out.fill(0x20, 8, 8 + headerBytes);
  out.set(json, 8);
  let at = 8 + headerBytes;
  for (const [, { data }] of sorted) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return out;
}

function entryOf(header: Header, name: string, fail: Fail): Entry {
  const entry = header.entries.get(name);
  if (!entry) throw fail(`has no tensor ${quote(name)}`);
  return entry;
}

/** Reads exactly `length` bytes into an array of its own, so that any typed array can look at it. */
async function readRange(handle: FileHandle, position: number, length: number, fail: Fail): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const size = Math.min(length - done, MAX_READ_BYTES);
    const { bytesRead } = await handle.read(bytes, done, size, position + done).catch((cause) => {
      throw fail(`can't be read (${messageOf(cause)})`, cause);
    });
    if (bytesRead === 0) throw fail(`ends at byte ${position + done}, before its data does`);
    done += bytesRead;
  }
  return bytes;
}

function requireFloats(entry: Entry, name: string, fail: Fail): void {
  if (entry.dtype !== "F32" && entry.dtype !== "F16" && entry.dtype !== "BF16")
    throw fail(`tensor ${quote(name)} has type ${entry.dtype}, but F32, F16 or BF16 is needed`);
}

/** `bytes` must start its own buffer. */
function toFloats({ dtype, shape }: Entry, bytes: Uint8Array): FloatTensor {
  if (dtype === "F32") return { shape, data: new Float32Array(bytes.buffer, 0, bytes.length / 4) };
  const halves = new Uint16Array(bytes.buffer, 0, bytes.length / 2);
  const data = new Float32Array(halves.length);
  const bits = new Uint32Array(data.buffer);
  if (dtype === "BF16") for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  else {
    const table = float16Table();
    for (let i = 0; i < halves.length; i++) bits[i] = table[halves[i]!]!;
  }
  return { shape, data };
}

let float16Bits: Uint32Array | undefined;

/** The float32 bits of each of the 65,536 float16 values: one look-up a value is the fastest conversion. */
function float16Table(): Uint32Array {
  if (float16Bits) return float16Bits;
  float16Bits = new Uint32Array(65536);
  const values = new Float32Array(float16Bits.buffer);
  for (let half = 0; half < 65536; half++) {
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 31;
    const mantissa = half & 0x3ff;
    if (exponent === 0) values[half] = (sign ? -1 : 1) * mantissa * 2 ** -24;
    else float16Bits[half] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (mantissa << 13);
  }
  return float16Bits;
}

function toInts({ dtype }: Entry, bytes: Uint8Array, name: string, fail: Fail): Int32Array {
  if (dtype === "I32") return new Int32Array(bytes.buffer, 0, bytes.length / 4);
  const words = new Int32Array(bytes.buffer, 0, bytes.length / 4);
  const out = new Int32Array(words.length / 2);
  for (let i = 0; i < out.length; i++) {
    const low = words[2 * i]!;
    // Sign extension is all that the high word may hold.
    if (words[2 * i + 1] !== low >> 31) throw fail(`tensor ${quote(name)} has a value that doesn't fit 32 bits`);
    out[i] = low;
  }
  return out;
}
