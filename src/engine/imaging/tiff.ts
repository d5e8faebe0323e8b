import { AnopleError } from "../base/errors.ts";
import type { FloatMap } from "./image.ts";
import { checkImageSize } from "./limits.ts";

// Tags and field types of TIFF 6.0; sample format 3 is its section 19.
const TAG = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  sampleFormat: 339,
} as const;
const SHORT = 3;
const LONG = 4;
const MAGIC = 42;
const LITTLE_ENDIAN = 0x4949;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;

/** What every file of ours says beside its size and where its strip is. */
const FIXED_FIELDS: readonly (readonly [number, number])[] = [
  [TAG.bitsPerSample, 32],
  [TAG.compression, 1],
  [TAG.photometric, 1],
  [TAG.samplesPerPixel, 1],
  [TAG.sampleFormat, 3],
];

/** A map as an uncompressed little-endian TIFF of one 32-bit float sample a pixel, in one strip. */
export function encodeFloatTiff(map: FloatMap): Uint8Array {
  const { width, height, data } = map;
  const fields: [tag: number, value: number][] = [
    ...FIXED_FIELDS.map(([tag, value]): [number, number] => [tag, value]),
    [TAG.width, width],
    [TAG.height, height],
    [TAG.rowsPerStrip, height],
    [TAG.stripByteCounts, data.length * 4],
  ];
  const strip = Math.ceil((HEADER_BYTES + 2 + (fields.length + 1) * ENTRY_BYTES + 4) / 4) * 4;
  fields.push([TAG.stripOffsets, strip]);
  fields.sort((a, b) => a[0] - b[0]);

  const bytes = new Uint8Array(strip + data.length * 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, LITTLE_ENDIAN, true);
  view.setUint16(2, MAGIC, true);
  view.setUint32(4, HEADER_BYTES, true);
  view.setUint16(HEADER_BYTES, fields.length, true);
  fields.forEach(([tag, value], i) => {
    const at = HEADER_BYTES + 2 + i * ENTRY_BYTES;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, FIXED_FIELDS.some(([fixed]) => fixed === tag) ? SHORT : LONG, true);
    view.setUint32(at + 4, 1, true);
    // A SHORT stands in the lower two bytes: the same as a LONG, in this byte order.
    view.setUint32(at + 8, value, true);
  });
  for (let i = 0; i < data.length; i++) view.setFloat32(strip + i * 4, data[i]!, true);
  return bytes;
}

/**
 * Reads a map that {@link encodeFloatTiff} wrote. `file` is only named in errors. Throws AnopleError("data") for any
 * other TIFF, and for offsets or counts that don't fit the file.
 */
export function decodeFloatTiff(bytes: Uint8Array, file: string): FloatMap {
  const fields = readFields(bytes, file);
  for (const [tag, value] of FIXED_FIELDS) if (fields.get(tag) !== value) throw notOurs(file, `tag ${tag}`);
  const width = fields.get(TAG.width) ?? 0;
  const height = fields.get(TAG.height) ?? 0;
  checkImageSize(width, height, file);
  const strip = fields.get(TAG.stripOffsets) ?? 0;
  const size = width * height * 4;
  if ((fields.get(TAG.rowsPerStrip) ?? 0) < height) throw notOurs(file, "several strips");
  if (fields.get(TAG.stripByteCounts) !== size) throw notOurs(file, "the strip's length");
  if (strip < HEADER_BYTES || strip + size > bytes.length) throw notOurs(file, "the strip, which leaves the file");

  const view = new DataView(bytes.buffer, bytes.byteOffset + strip, size);
  const data = new Float32Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(i * 4, true);
  return { width, height, data };
}

/** The single-valued SHORT and LONG fields of the first directory, by tag. */
function readFields(bytes: Uint8Array, file: string): Map<number, number> {
  if (bytes.length < HEADER_BYTES) throw notOurs(file, "its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint16(0, true) !== LITTLE_ENDIAN || view.getUint16(2, true) !== MAGIC) throw notOurs(file, "its header");
  const directory = view.getUint32(4, true);
  if (directory + 2 > bytes.length) throw notOurs(file, "its directory");
  const count = view.getUint16(directory, true);
  if (directory + 2 + count * ENTRY_BYTES > bytes.length) throw notOurs(file, "its directory");
  const fields = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const at = directory + 2 + i * ENTRY_BYTES;
    const type = view.getUint16(at + 2, true);
    if ((type !== SHORT && type !== LONG) || view.getUint32(at + 4, true) !== 1) continue;
    fields.set(view.getUint16(at, true), type === SHORT ? view.getUint16(at + 8, true) : view.getUint32(at + 8, true));
  }
  return fields;
}

function notOurs(file: string, what: string): AnopleError {
  return new AnopleError(
    "data",
    `${file} is not an anomaly map as written by this program, or is damaged: ${what} is wrong.`,
    "Score the picture again to write a new map.",
  );
}
