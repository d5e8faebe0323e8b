import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { AnopleError } from "../base/errors.ts";
import { decodeBmp, isBmp } from "./bmp.ts";

const fixture = (name: string) => readFile(path.resolve("test/fixtures/imaging", name));

/** The fixtures are 5 × 3 pixels. */
const expected = (at: (x: number, y: number) => number[]) => ({
  width: 5,
  height: 3,
  data: Uint8Array.from(Array.from({ length: 15 }, (_, i) => at(i % 5, Math.floor(i / 5))).flat()),
});

const isDataError = (error: unknown) =>
  error instanceof AnopleError && error.code === "data" && error.message.includes("part.bmp") && error.hint !== "";

/** A bitmap of 2 × 2 pixels with 32 bits each, counting up from byte 0 in file order. */
function bitmap32(height: number, masks?: number[]): Buffer {
  const start = 54 + (masks ? 12 : 0);
  const bytes = Buffer.alloc(start + 16);
  bytes.write("BM");
  bytes.writeUInt32LE(start, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(2, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(32, 28);
  bytes.writeUInt32LE(masks ? 3 : 0, 30);
  masks?.forEach((mask, i) => {
    bytes.writeUInt32LE(mask, 54 + 4 * i);
  });
  for (let i = 0; i < 16; i++) bytes[start + i] = i;
  return bytes;
}

test("24 and 32 bits", async () => {
  const image = expected((x, y) => [50 * x, 100 * y, 10 * (x + y)]);
  assert.deepEqual(decodeBmp(await fixture("rgb.bmp"), "part.bmp"), image);
  assert.deepEqual(decodeBmp(await fixture("rgba.bmp"), "part.bmp"), image);
});

test("palettes of 8 bits and 1 bit", async () => {
  const colours = [
    [9, 9, 9],
    [0, 0, 0],
    [255, 0, 0],
    [0, 255, 0],
  ];
  const grey = expected((x, y) => Array(3).fill(20 * x + y));
  assert.deepEqual(decodeBmp(await fixture("grey.bmp"), "part.bmp"), grey);
  const coloured = expected((x, y) => colours[(x + y) % 4]!);
  assert.deepEqual(decodeBmp(await fixture("palette.bmp"), "part.bmp"), coloured);
  const bilevel = expected((x, y) => Array(3).fill(((x + y) % 2) * 255));
  assert.deepEqual(decodeBmp(await fixture("bilevel.bmp"), "part.bmp"), bilevel);
});

test("bottom-up, top-down and other channel orders", () => {
  const rows = [
    [2, 1, 0, 6, 5, 4],
    [10, 9, 8, 14, 13, 12],
  ] as const;
  assert.deepEqual([...decodeBmp(bitmap32(2), "part.bmp").data], [...rows[1], ...rows[0]]);
  assert.deepEqual([...decodeBmp(bitmap32(-2), "part.bmp").data], [...rows[0], ...rows[1]]);
  const abgr = bitmap32(-2, [0xff000000, 0xff0000, 0xff00]);
  assert.deepEqual([...decodeBmp(abgr, "part.bmp").data], [3, 2, 1, 7, 6, 5, 11, 10, 9, 15, 14, 13]);
});

test("what is cut short, compressed, too large or of another kind is a data error", async () => {
  const good = await fixture("palette.bmp");
  for (let length = 0; length < good.length; length++)
    assert.throws(() => decodeBmp(good.subarray(0, length), "part.bmp"), isDataError);
  const altered = (write: (bytes: Buffer) => void) => {
    const bytes = bitmap32(2);
    write(bytes);
    return bytes;
  };
  for (const bytes of [
    altered((b) => b.writeUInt32LE(12, 14)),
    altered((b) => b.writeUInt16LE(16, 28)),
    altered((b) => b.writeUInt32LE(1, 30)),
    altered((b) => b.writeInt32LE(0, 18)),
    altered((b) => b.writeInt32LE(-5, 18)),
    altered((b) => b.writeInt32LE(30_001, 18)),
    altered((b) => b.writeInt32LE(-0x80000000, 22)),
    altered((b) => b.writeUInt32LE(0xffffffff, 10)),
    altered((b) => b.writeUInt32LE(0xffffffff, 14)),
    bitmap32(2, [0xf800, 0x7e0, 0x1f]),
  ])
    assert.throws(() => decodeBmp(bytes, "part.bmp"), isDataError);
});

test("altered headers give a whole picture or a data error, never another failure", async () => {
  const good = await fixture("bilevel.bmp");
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(61), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
      const bytes = Buffer.from(good);
      for (const [at, value] of changes) bytes[at] = value;
      try {
        const { width, height, data } = decodeBmp(bytes, "part.bmp");
        assert.equal(data.length, width * height * 3);
      } catch (error) {
        assert.ok(isDataError(error), String(error));
      }
    }),
    { numRuns: 500 },
  );
});

test("bitmaps are known by their first two bytes", async () => {
  assert.equal(isBmp(await fixture("rgb.bmp")), true);
  assert.equal(isBmp(await fixture("resize.png")), false);
  assert.equal(isBmp(new Uint8Array(0)), false);
});
