import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { crc32 } from "node:zlib";
import { encode } from "fast-png";
import sharp from "sharp";
import { AnopleError } from "../base/errors.ts";
import { decodeImage, decodeMask, IMAGE_EXTENSIONS } from "./decode.ts";
import { encodeFloatTiff } from "./tiff.ts";

const FIXTURES = path.resolve("test/fixtures/imaging");
let folder: string;

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "anople-decode-"));
});
after(() => rm(folder, { recursive: true }));

async function saved(name: string, bytes: Uint8Array | string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

/** A picture of `width` × `height` with a colour gradient, for sharp. */
function gradient(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++)
    data.set([(i % width) * 3, Math.floor(i / width) * 5, 200 - (i % width)], i * 3);
  return { width, height, data, sharp: sharp(data, { raw: { width, height, channels: 3 } }) };
}

/** Rejects with a data error that names the file and says what to do. */
function isDataErrorOn(file: string, pattern: RegExp) {
  return (error: unknown) =>
    error instanceof AnopleError &&
    error.code === "data" &&
    error.message.includes(file) &&
    pattern.test(error.message) &&
    error.hint !== "";
}

test("lossless formats give the pixels exactly", async () => {
  const { width, height, data, sharp: source } = gradient(40, 30);
  for (const [name, bytes] of [
    ["a.png", await source.clone().png().toBuffer()],
    ["a.tif", await source.clone().tiff({ compression: "lzw" }).toBuffer()],
    ["a.webp", await source.clone().webp({ lossless: true }).toBuffer()],
    // The content decides, not the name.
    ["png-called.jpg", await source.clone().png().toBuffer()],
  ] as const)
    assert.deepEqual(await decodeImage(await saved(name, bytes)), { width, height, data }, name);
  const bmp = await decodeImage(path.join(FIXTURES, "rgb.bmp"));
  assert.deepEqual([bmp.width, bmp.height, ...bmp.data.subarray(42)], [5, 3, 200, 200, 60]);
});

test("JPEG is close", async () => {
  const { width, height, data, sharp: source } = gradient(40, 30);
  const jpeg = await source.jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer();
  const image = await decodeImage(await saved("a.jpg", jpeg));
  assert.deepEqual([image.width, image.height], [width, height]);
  assert.ok(image.data.every((value, i) => Math.abs(value - data[i]!) <= 10));
});

test("CMYK goes to sRGB through its profile", async () => {
  const even = (r: number, g: number, b: number) =>
    sharp({ create: { width: 4, height: 4, channels: 3, background: { r, g, b } } }).toColourspace("cmyk");
  const firstPixel = async (name: string, bytes: Buffer) => [
    ...(await decodeImage(await saved(name, bytes))).data.subarray(0, 3),
  ];
  // This profile makes (0, 170, 212, 75) of the colour. LittleCMS, called directly, makes (176, 80, 36) of that: press
  // profiles don't give back what went in.
  const tiff = await even(180, 90, 60).withIccProfile("cmyk").tiff({ compression: "none" }).toBuffer();
  (await firstPixel("cmyk.tif", tiff)).forEach((value, c) => {
    assert.ok(Math.abs(value - [176, 80, 36][c]!) <= 2);
  });
  // CMYK JPEGs are stored inverted; without a profile a common one is assumed.
  const white = await firstPixel("white.jpg", await even(255, 255, 255).jpeg().toBuffer());
  assert.ok(Math.min(...white) > 250, `${white}`);
  const black = await firstPixel("black.jpg", await even(0, 0, 0).jpeg().toBuffer());
  assert.ok(Math.max(...black) < 60, `${black}`);
});

test("16 bits become round(value / 257), in grey and in RGB", async () => {
  const ramp = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const expected = Uint8Array.from(ramp, (value) => Math.round(value / 257));
  const grey = encode({ width: 256, height: 256, data: ramp, depth: 16, channels: 1 });
  const { data } = await decodeImage(await saved("grey16.png", grey));
  assert.deepEqual(data, new Uint8Array(Array.from(expected, (value) => [value, value, value]).flat()));

  const samples = ramp.subarray(0, 128 * 128 * 4).map((i) => (i * 40503) & 0xffff);
  for (const channels of [3, 4] as const) {
    const used = samples.subarray(0, 128 * 128 * channels);
    const png = encode({ width: 128, height: 128, data: used, depth: 16, channels });
    const image = await decodeImage(await saved("rgb16.png", png));
    const opaque = [...used].filter((_, i) => i % channels < 3);
    assert.deepEqual(
      image.data,
      Uint8Array.from(opaque, (value) => Math.round(value / 257)),
    );
  }
});

test("grey and palette are expanded, alpha is dropped", async () => {
  const grey = encode({ width: 3, height: 1, data: Uint8Array.of(0, 7, 255), channels: 1 });
  assert.deepEqual(
    (await decodeImage(await saved("g.png", grey))).data,
    Uint8Array.of(0, 0, 0, 7, 7, 7, 255, 255, 255),
  );
  const rgba = encode({ width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 0, 40, 50, 60, 128), channels: 4 });
  assert.deepEqual((await decodeImage(await saved("a.png", rgba))).data, Uint8Array.of(10, 20, 30, 40, 50, 60));
  const palette = await decodeImage(path.join(FIXTURES, "palette.png"));
  assert.deepEqual(palette.data.subarray(0, 12), Uint8Array.of(9, 9, 9, 0, 0, 0, 255, 0, 0, 0, 255, 0));
});

test("the EXIF orientation is applied to pictures and masks", async () => {
  // Red, then green; orientation 6 shows the row turned clockwise, so red comes out on top.
  const row = sharp(Buffer.of(255, 0, 0, 0, 255, 0), { raw: { width: 2, height: 1, channels: 3 } });
  for (const [name, bytes] of [
    ["o.png", await row.clone().withMetadata({ orientation: 6 }).png().toBuffer()],
    ["o.tif", await row.clone().withMetadata({ orientation: 6 }).tiff({ compression: "none" }).toBuffer()],
  ] as const) {
    const image = await decodeImage(await saved(name, bytes));
    assert.deepEqual([image.width, image.height, ...image.data], [1, 2, 255, 0, 0, 0, 255, 0], name);
  }
  const photo = await row
    .clone()
    .resize(64, 32, { kernel: "nearest" })
    .withMetadata({ orientation: 8 })
    .jpeg()
    .toBuffer();
  const image = await decodeImage(await saved("o.jpg", photo));
  assert.deepEqual([image.width, image.height], [32, 64]);
  assert.ok(image.data[1]! > 240 && image.data[32 * 63 * 3]! > 240, "green on top, red below");

  const mask = sharp(Buffer.of(0, 9), { raw: { width: 2, height: 1, channels: 1 } }).withMetadata({ orientation: 3 });
  const turned = await decodeMask(await saved("m.png", await mask.png().toBuffer()));
  assert.deepEqual([...turned.data], [1, 0]);
});

test("extreme but allowed sizes", async () => {
  for (const [width, height] of [
    [1, 1],
    [20_000, 20],
    [20, 20_000],
  ] as const) {
    const { data, sharp: source } = gradient(width, height);
    const file = await saved("size.png", await source.png().toBuffer());
    assert.deepEqual(await decodeImage(file), { width, height, data });
    const mask = await decodeMask(file);
    assert.deepEqual([mask.width, mask.height, mask.data.length], [width, height, width * height]);
  }
});

test("masks: anything above zero, in any sample type and channel", async () => {
  const anomalous = async (file: string) => [...(await decodeMask(file)).data];
  const png = async (image: Parameters<typeof encode>[0]) => anomalous(await saved("m.png", encode(image)));
  assert.deepEqual(await png({ width: 4, height: 1, data: Uint8Array.of(0, 1, 128, 255), channels: 1 }), [0, 1, 1, 1]);
  assert.deepEqual(
    await png({ width: 3, height: 1, data: Uint16Array.of(0, 1, 256), depth: 16, channels: 1 }),
    [0, 1, 1],
  );
  assert.deepEqual(
    await png({ width: 4, height: 1, data: Uint8Array.of(0, 0, 0, 0, 0, 1, 2, 0, 0, 1, 0, 0), channels: 3 }),
    [0, 1, 1, 1],
  );
  // Alpha doesn't count.
  assert.deepEqual(
    await png({ width: 3, height: 1, data: Uint8Array.of(0, 0, 0, 255, 0, 0, 1, 0, 0, 0, 0, 0), channels: 4 }),
    [0, 1, 0],
  );
  assert.deepEqual(await png({ width: 2, height: 1, data: Uint8Array.of(0, 255, 3, 0), channels: 2 }), [0, 1]);

  const map = { width: 4, height: 1, data: Float32Array.of(0, 1e-6, -2, Number.NaN) };
  assert.deepEqual(await anomalous(await saved("m.tif", encodeFloatTiff(map))), [0, 1, 0, 0]);
  const chequered = Array.from({ length: 15 }, (_, i) => ((i % 5) + Math.floor(i / 5)) % 2);
  for (const name of ["bilevel.png", "bilevel.tif", "bilevel.bmp"])
    assert.deepEqual(await anomalous(path.join(FIXTURES, name)), chequered, name);
});

test("palette PNG masks count indices, not colours; other palettes count colours", async () => {
  const indices = Array.from({ length: 15 }, (_, i) => ((i % 5) + Math.floor(i / 5)) % 4);
  const byIndex = indices.map((index) => (index > 0 ? 1 : 0));
  const byColour = indices.map((index) => (index === 1 ? 0 : 1));
  assert.deepEqual([...(await decodeMask(path.join(FIXTURES, "palette.png"))).data], byIndex);
  assert.deepEqual([...(await decodeMask(path.join(FIXTURES, "palette.bmp"))).data], byColour);
  assert.deepEqual([...(await decodeMask(path.join(FIXTURES, "palette.tif"))).data], byColour);
  // 8 bits, with transparency and interlacing.
  const rgba = Buffer.of(5, 5, 5, 0, 200, 0, 0, 255, 5, 5, 5, 0, 0, 0, 200, 90);
  const image = sharp(rgba, { raw: { width: 4, height: 1, channels: 4 } });
  const bytes = await image.png({ palette: true, progressive: true, dither: 0 }).toBuffer();
  assert.equal(bytes[25], 3, "is a palette PNG");
  const { data } = await decodeMask(await saved("p.png", bytes));
  assert.equal(data[0], data[2]);
  assert.ok(data[1] || data[3], "at most one of three colours is index 0");
});

test("files that are no usable picture are data errors", async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  const cases: [string, RegExp][] = [
    [path.join(folder, "missing.png"), /does not exist/],
    [path.join(FIXTURES, "resize.png", "below-a-file.png"), /does not exist/],
    [await saved("empty.png", ""), /is empty/],
    [await saved("text.png", "not a picture at all, but long enough to be looked at twice"), /not a picture/],
    [await saved("drawing.png", svg), /not a picture/],
    [await saved("signature.png", (await readFile(path.join(FIXTURES, "resize.png"))).subarray(0, 12)), /./],
    [path.join(folder, "folder.png"), /is a folder/],
  ];
  await mkdir(path.join(folder, "folder.png"));
  for (const [file, pattern] of cases) {
    await assert.rejects(decodeImage(file), isDataErrorOn(file, pattern));
    await assert.rejects(decodeMask(file), isDataErrorOn(file, pattern));
  }
});

test("a picture that is cut short is an error, not half a picture", async () => {
  const noise = Buffer.from(Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) >> 3));
  const source = sharp(noise, { raw: { width: 64, height: 64, channels: 3 } });
  const whole: [string, Buffer][] = [
    ["cut.jpg", await source.clone().jpeg().toBuffer()],
    ["cut-progressive.jpg", await source.clone().jpeg({ progressive: true }).toBuffer()],
    ["cut.png", await source.clone().png().toBuffer()],
    ["cut-palette.png", await source.clone().png({ palette: true }).toBuffer()],
    ["cut.webp", await source.clone().webp().toBuffer()],
    ["cut.tif", await source.clone().tiff({ compression: "none" }).toBuffer()],
    ["cut-lzw.tif", await source.clone().tiff({ compression: "lzw" }).toBuffer()],
    ["cut.bmp", await readFile(path.join(FIXTURES, "rgb.bmp"))],
  ];
  for (const [name, bytes] of whole) {
    for (const part of [0.3, 0.6, 0.95]) {
      const file = await saved(name, bytes.subarray(0, Math.floor(bytes.length * part)));
      await assert.rejects(
        decodeImage(file),
        isDataErrorOn(file, /damaged|cut short|not a picture/),
        `${name} ${part}`,
      );
      await assert.rejects(decodeMask(file), isDataErrorOn(file, /damaged|cut short|not a picture/), `${name} ${part}`);
    }
  }
});

test("a JPEG that ends early is an error even with its end marker; stray bytes between markers are not", async () => {
  const { data, sharp: source } = gradient(64, 50);
  const jpeg = await source.jpeg({ quality: 100 }).toBuffer();
  const half = Buffer.concat([jpeg.subarray(0, jpeg.length >> 1), Buffer.of(0xff, 0xd9)]);
  const file = await saved("half.jpg", half);
  await assert.rejects(decodeImage(file), isDataErrorOn(file, /cut short/));
  const stray = Buffer.concat([jpeg.subarray(0, 2), Buffer.of(0, 0), jpeg.subarray(2)]);
  const image = await decodeImage(await saved("stray.jpg", stray));
  assert.ok(image.data.every((value, i) => Math.abs(value - data[i]!) <= 10));
});

test("too many pixels are refused by the header, before decoding", async () => {
  const claiming = (width: number, height: number) => {
    const png = Buffer.from(encode({ width: 1, height: 1, data: Uint8Array.of(0), channels: 1 }));
    png.writeUInt32BE(width, 16);
    png.writeUInt32BE(height, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    return png;
  };
  for (const [width, height] of [
    [30_001, 1],
    [1, 30_001],
    [10_001, 10_000],
  ] as const) {
    const file = await saved("large.png", claiming(width, height));
    await assert.rejects(decodeImage(file), isDataErrorOn(file, /too large/));
    await assert.rejects(decodeMask(file), isDataErrorOn(file, /too large/));
  }
  // Within the limits the same forgery is just cut short.
  const small = await saved("small.png", claiming(10_000, 10_000));
  await assert.rejects(decodeImage(small), isDataErrorOn(small, /damaged/));
});

test("samples without a fixed range are no picture", async () => {
  const file = await saved("float.tif", encodeFloatTiff({ width: 1, height: 1, data: Float32Array.of(0.5) }));
  await assert.rejects(decodeImage(file), isDataErrorOn(file, /float/));
});

test("a file that changed is read anew", async () => {
  const file = await saved("changing.png", encode({ width: 1, height: 1, data: Uint8Array.of(1), channels: 1 }));
  assert.deepEqual((await decodeImage(file)).data, Uint8Array.of(1, 1, 1));
  await saved("changing.png", encode({ width: 1, height: 1, data: Uint8Array.of(2), channels: 1 }));
  assert.deepEqual((await decodeImage(file)).data, Uint8Array.of(2, 2, 2));
});

test("extensions are lower case and start with a dot", () => {
  assert.deepEqual([...IMAGE_EXTENSIONS].sort(), [".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"]);
});
