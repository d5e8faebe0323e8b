import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import sharp from "sharp";
import { AnopleError } from "../base/errors.ts";
import { decodeFloatTiff, encodeFloatTiff } from "./tiff.ts";

const MAP = { width: 3, height: 2, data: Float32Array.of(0, -1.5, 1e-30, 3.25e9, 0.1, Number.NaN) };

const isDataError = (error: unknown) =>
  error instanceof AnopleError && error.code === "data" && error.message.includes("map.tif") && error.hint !== "";

test("a map survives the round trip exactly", () => {
  assert.deepEqual(decodeFloatTiff(encodeFloatTiff(MAP), "map.tif"), MAP);
  // Also from the middle of a larger buffer.
  const bytes = encodeFloatTiff(MAP);
  const padded = new Uint8Array(bytes.length + 20);
  padded.set(bytes, 7);
  assert.deepEqual(decodeFloatTiff(padded.subarray(7, 7 + bytes.length), "map.tif"), MAP);
});

test("other software reads the floats", async () => {
  const image = sharp(encodeFloatTiff(MAP), { failOn: "warning" });
  const header = await image.metadata();
  assert.deepEqual([header.width, header.height, header.channels, header.depth], [3, 2, 1, "float"]);
  const raw = await image.toColourspace("b-w").raw({ depth: "float" }).toBuffer();
  assert.deepEqual(new Float32Array(raw.buffer, raw.byteOffset, 6), MAP.data);
});

test("tags ascend, as TIFF demands", () => {
  const view = new DataView(encodeFloatTiff(MAP).buffer);
  const tags = Array.from({ length: view.getUint16(8, true) }, (_, i) => view.getUint16(10 + 12 * i, true));
  assert.deepEqual(
    tags,
    [...tags].sort((a, b) => a - b),
  );
  assert.ok(tags.length >= 10);
});

test("every cut is an error", () => {
  const bytes = encodeFloatTiff(MAP);
  for (let length = 0; length < bytes.length; length++)
    assert.throws(() => decodeFloatTiff(bytes.subarray(0, length), "map.tif"), isDataError);
});

test("TIFFs of another kind are refused", async () => {
  const pixels = { create: { width: 4, height: 4, channels: 3 as const, background: "red" } };
  assert.throws(() => decodeFloatTiff(Buffer.from("MM\0*\0\0\0\b"), "map.tif"), isDataError);
  const other = await sharp(pixels).tiff({ compression: "none" }).toBuffer();
  assert.throws(() => decodeFloatTiff(other, "map.tif"), isDataError);
});

test("altered bytes give a map within the file's means or a data error, never another failure", () => {
  const bytes = encodeFloatTiff(MAP);
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const altered = bytes.slice();
      for (const [at, value] of changes) altered[at] = value;
      try {
        const { width, height, data } = decodeFloatTiff(altered, "map.tif");
        assert.equal(data.length, width * height);
        assert.ok(data.length * 4 <= altered.length);
      } catch (error) {
        assert.ok(isDataError(error), String(error));
      }
    }),
    { numRuns: 500 },
  );
});
