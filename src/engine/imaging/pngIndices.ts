const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const INDEXED = 3;
const GREYSCALE = 0;
const COLOUR_TYPE_AT = 25;
/** What is left of a palette PNG: no palette, no transparency, no colour management. */
const KEPT_CHUNKS = new Set(["IHDR", "IDAT", "IEND", "eXIf"]);

/** Whether the bytes are a PNG whose pixels are palette indices. */
export function isPalettePng(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 33 &&
    SIGNATURE.every((byte, i) => bytes[i] === byte) &&
    chunkType(bytes, 8) === "IHDR" &&
    bytes[COLOUR_TYPE_AT] === INDEXED
  );
}

/**
 * The same PNG with its header relabelled as greyscale and its palette removed, so that any decoder gives the indices
 * as grey values (scaled up to 8 bits if the indices are 1, 2 or 4 bits; 0 stays 0). Pixel data is passed on untouched.
 */
export function paletteAsGrey(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
    const end = at + 12 + length;
    // A chunk that runs past the end is handed on cut short, for the decoder to report.
    if (KEPT_CHUNKS.has(chunkType(bytes, at))) parts.push(bytes.subarray(at, end));
    at = end;
  }
  const out = Buffer.concat(parts);
  out[COLOUR_TYPE_AT] = GREYSCALE;
  out.writeUInt32BE(crc32(out.subarray(12, 29)), 29);
  return out;
}

function chunkType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!, bytes[at + 6]!, bytes[at + 7]!);
}

/** CRC-32 as PNG wants it; bit by bit is enough for a header. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
