import sharp, { type Metadata } from "sharp";
import { AnopleError, messageOf } from "../base/errors.ts";
import { decodeBmp, isBmp } from "./bmp.ts";
import type { BinaryMask, RgbImage } from "./image.ts";
import { readImageBytes } from "./imageBytes.ts";
import { checkImageSize } from "./limits.ts";
import { isPalettePng, paletteAsGrey } from "./pngIndices.ts";

/** Extensions, in lower case with their dot, of the files that count as images when a folder is read. */
export const IMAGE_EXTENSIONS: ReadonlySet<string> = new Set([
  ".png",
  ".jpg",
  ".jpeg",
  ".bmp",
  ".tif",
  ".tiff",
  ".webp",
]);

/** What the content, whatever the file is called, may be; no vector formats. */
const FORMATS: ReadonlySet<string> = new Set(["png", "jpeg", "tiff", "webp", "gif", "heif"]);

const SAMPLE_ARRAYS = {
  uchar: Uint8Array,
  char: Int8Array,
  ushort: Uint16Array,
  short: Int16Array,
  uint: Uint32Array,
  int: Int32Array,
  float: Float32Array,
  double: Float64Array,
} as const;

type SampleType = keyof typeof SAMPLE_ARRAYS;

interface Samples<T extends SampleType> {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: InstanceType<(typeof SAMPLE_ARRAYS)[T]>;
}

/**
 * Decodes a picture to 8-bit RGB as `PIL.ImageOps.exif_transpose(Image.open(file)).convert("RGB")` would: the EXIF
 * orientation is applied, grey and palette are expanded, alpha and the ICC profile are dropped. 16-bit samples become
 * `round(value / 257)`. CMYK goes to sRGB through its profile. Of several pages or frames the first is taken.
 *
 * Throws AnopleError("data") naming the file if it is missing, unreadable, a folder, empty, no image, damaged, cut
 * short, larger than 100 megapixels or 30,000 pixels a side, or made of samples that are neither 8 nor 16 bits.
 */
export async function decodeImage(file: string): Promise<RgbImage> {
  const bytes = await readImageBytes(file);
  if (isBmp(bytes)) return decodeBmp(bytes, file);
  const { space, depth } = await readHeader(bytes, file);
  if (space === "cmyk" || depth === "uchar") {
    const { width, height, data } = await readSamples(bytes, file, "srgb", "uchar", space === "cmyk");
    return { width, height, data };
  }
  if (depth === "ushort") {
    const { width, height, data } = await readSamples(bytes, file, "rgb16", "ushort");
    return { width, height, data: toBytes(data) };
  }
  throw new AnopleError(
    "data",
    `${file} stores samples of type "${depth}", which have no fixed range.`,
    "Save it with 8 or 16 unsigned bits a channel.",
  );
}

/** Throws as {@link decodeImage}, but looks at the header alone, so that damage further on is not seen. */
export async function checkImage(file: string): Promise<void> {
  const bytes = await readImageBytes(file);
  if (!isBmp(bytes)) await readHeader(bytes, file);
}

/**
 * Decodes a ground-truth mask: a pixel is anomalous if its value, or any of its red, green and blue values, is above
 * zero; alpha is ignored. A palette PNG is read by index, not by colour; BMP and TIFF palettes are read by colour. The
 * EXIF orientation is applied.
 *
 * Throws as {@link decodeImage}, but takes samples of 32-bit integers and floats too, at full precision.
 */
export async function decodeMask(file: string): Promise<BinaryMask> {
  const bytes = await readImageBytes(file);
  if (isBmp(bytes)) {
    const image = decodeBmp(bytes, file);
    return { width: image.width, height: image.height, data: anyPositive(image.data, 3) };
  }
  const source = isPalettePng(bytes) ? paletteAsGrey(bytes) : bytes;
  const { space, depth } = await readHeader(source, file);
  const { width, height, channels, data } =
    space === "cmyk"
      ? await readSamples(source, file, "srgb", "uchar", true)
      : await readSamples(source, file, space, sampleType(depth, file));
  return { width, height, data: anyPositive(data, channels) };
}

async function readHeader(bytes: Uint8Array, file: string): Promise<Metadata> {
  let header: Metadata;
  try {
    header = await sharp(bytes, { limitInputPixels: false, failOn: "error" }).metadata();
  } catch (error) {
    throw notDecoded(file, error);
  }
  if (!FORMATS.has(header.format)) throw notAnImage(file);
  checkImageSize(header.width, header.height, file);
  return header;
}

/** The upright picture's samples, without alpha, in the colour space and of the sample type asked for. */
async function readSamples<T extends SampleType>(
  bytes: Uint8Array,
  file: string,
  space: string,
  depth: T,
  useIcc = false,
): Promise<Samples<T>> {
  const decoded = (failOn: "warning" | "error") =>
    sharp(bytes, { failOn, ignoreIcc: !useIcc })
      .autoOrient()
      .toColourspace(space)
      .removeAlpha()
      .raw({ depth })
      .toBuffer({ resolveWithObject: true });
  try {
    // Most warnings are harmless, but one tells of a JPEG that ends early though its end marker is there. "error", and not
    // "truncated", since the latter lets a cut-short TIFF through.
    const { data, info } = await decoded("warning").catch((error) => {
      if (/premature end/i.test(messageOf(error))) throw error;
      return decoded("error");
    });
    const samples = new SAMPLE_ARRAYS[depth](data.buffer, data.byteOffset, info.width * info.height * info.channels);
    return { width: info.width, height: info.height, channels: info.channels, data: samples as Samples<T>["data"] };
  } catch (error) {
    throw notDecoded(file, error);
  }
}

function sampleType(depth: string, file: string): SampleType {
  if (Object.hasOwn(SAMPLE_ARRAYS, depth)) return depth as SampleType;
  throw new AnopleError("data", `${file} stores samples of type "${depth}".`, "Save the mask as an 8-bit PNG.");
}

function toBytes(words: Uint16Array): Uint8Array {
  const out = new Uint8Array(words.length);
  // Exactly round(value / 257), in integers.
  for (let i = 0; i < out.length; i++) out[i] = (words[i]! * 255 + 32895) >>> 16;
  return out;
}

function anyPositive(samples: ArrayLike<number>, channels: number): Uint8Array {
  const out = new Uint8Array(samples.length / channels);
  for (let i = 0, p = 0; i < out.length; i++) for (let c = 0; c < channels; c++, p++) if (samples[p]! > 0) out[i] = 1;
  return out;
}

function notDecoded(file: string, error: unknown): AnopleError {
  const detail = messageOf(error).split("\n")[0]!;
  if (/unsupported image format/i.test(detail)) return notAnImage(file, error);
  return new AnopleError(
    "data",
    `${file} can't be decoded, it is damaged or cut short (${detail}).`,
    "Copy or export the picture again, or take it out of the folder.",
    { cause: error },
  );
}

function notAnImage(file: string, cause?: unknown): AnopleError {
  return new AnopleError(
    "data",
    `${file} is not a picture of a kind that can be read.`,
    "PNG, JPEG, TIFF, WebP and BMP files can.",
    { cause },
  );
}
