import { AnopleError } from "../base/errors.ts";
import type { RgbImage } from "./image.ts";
import { checkImageSize } from "./limits.ts";

const BI_RGB = 0;
const BI_BITFIELDS = 3;

/** Whether the bytes open like a Windows bitmap. */
export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d;
}

/**
 * Decodes an uncompressed Windows bitmap: 1, 4 or 8 bits with a palette, 24 bits, or 32 bits (alpha is dropped), rows
 * bottom-up or top-down. `file` is only named in errors. Throws AnopleError("data") for other kinds (run-length coded,
 * 16 bits, OS/2 headers) and for data that is cut short.
 */
export function decodeBmp(bytes: Uint8Array, file: string): RgbImage {
  if (bytes.length < 54) throw damaged(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const pixels = view.getUint32(10, true);
  const headerSize = view.getUint32(14, true);
  if (headerSize < 40) throw unsupported(file, "an OS/2 header");
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  checkImageSize(width, height, file);

  const withPalette = bits === 1 || bits === 4 || bits === 8;
  if (!withPalette && bits !== 24 && bits !== 32) throw unsupported(file, `${bits} bits a pixel`);
  if (compression !== BI_RGB && !(compression === BI_BITFIELDS && bits === 32))
    throw unsupported(file, `compression ${compression}`);
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (pixels < 14 + headerSize || pixels + stride * height > bytes.length) throw damaged(file);

  const data = new Uint8Array(width * height * 3);
  const rowStart = (y: number) => pixels + (signedHeight > 0 ? height - 1 - y : y) * stride;
  if (withPalette) {
    const palette = readPalette(bytes, view, headerSize, bits, pixels);
    for (let y = 0, p = 0; y < height; y++) {
      const row = rowStart(y);
      for (let x = 0; x < width; x++, p += 3) {
        const bit = x * bits;
        const index = (bytes[row + (bit >> 3)]! >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
        data[p] = palette[3 * index]!;
        data[p + 1] = palette[3 * index + 1]!;
        data[p + 2] = palette[3 * index + 2]!;
      }
    }
  } else {
    const step = bits / 8;
    const [red, green, blue] = compression === BI_BITFIELDS ? channelBytes(view, file) : [2, 1, 0];
    for (let y = 0, p = 0; y < height; y++) {
      for (let x = 0, q = rowStart(y); x < width; x++, p += 3, q += step) {
        data[p] = bytes[q + red]!;
        data[p + 1] = bytes[q + green]!;
        data[p + 2] = bytes[q + blue]!;
      }
    }
  }
  return { width, height, data };
}

/** The palette as RGB triples, 2^bits of them; entries the file leaves out are black. */
function readPalette(bytes: Uint8Array, view: DataView, headerSize: number, bits: number, end: number): Uint8Array {
  const start = 14 + headerSize;
  const used = view.getUint32(46, true) || 1 << bits;
  const count = Math.min(used, 1 << bits, Math.floor((end - start) / 4));
  const palette = new Uint8Array(3 << bits);
  for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) palette[3 * i + c] = bytes[start + 4 * i + 2 - c]!;
  return palette;
}

/** The byte of red, green and blue within a 32-bit pixel, from the three masks behind the first 40 header bytes. */
function channelBytes(view: DataView, file: string): [number, number, number] {
  if (view.byteLength < 66) throw damaged(file);
  const byteOf = (offset: number): number => {
    const byte = [0xff, 0xff00, 0xff0000, 0xff000000].indexOf(view.getUint32(offset, true));
    if (byte < 0) throw unsupported(file, "channels that aren't whole bytes");
    return byte;
  };
  return [byteOf(54), byteOf(58), byteOf(62)];
}

function damaged(file: string): AnopleError {
  return new AnopleError("data", `${file} is a damaged or cut-short BMP file.`, "Copy or export the picture again.");
}

function unsupported(file: string, what: string): AnopleError {
  return new AnopleError(
    "data",
    `${file} is a BMP file with ${what}, which can't be read.`,
    "Save it as PNG or as an uncompressed 24-bit BMP.",
  );
}
