import assert from "node:assert/strict";
import { test } from "node:test";
import { COLOR_MAPS, type ColorMapName, mapColour } from "./colormap.ts";

const NAMES = Object.keys(COLOR_MAPS) as ColorMapName[];

test("each map has 256 colours", () => {
  assert.deepEqual(NAMES.sort(), ["gray", "inferno", "turbo", "viridis"]);
  for (const name of NAMES) assert.equal(COLOR_MAPS[name].length, 768);
});

test("colours lie within 4 levels of the published tables", () => {
  // Entries 60, 128 and 200 of the published tables, which are not among the anchors.
  const published: [ColorMapName, number, number[]][] = [
    ["viridis", 60, [61, 78, 138]],
    ["viridis", 128, [33, 145, 140]],
    ["viridis", 200, [112, 207, 87]],
    ["inferno", 60, [81, 14, 108]],
    ["inferno", 128, [188, 55, 84]],
    ["inferno", 200, [251, 157, 7]],
    ["turbo", 60, [47, 178, 244]],
    ["turbo", 128, [164, 252, 60]],
    ["turbo", 200, [244, 102, 23]],
  ];
  for (const [name, entry, colour] of published)
    colour.forEach((value, c) => {
      assert.ok(Math.abs(COLOR_MAPS[name][3 * entry + c]! - value) <= 4, `${name} ${entry}`);
    });
});

test("gray is the identity", () => {
  assert.deepEqual(
    COLOR_MAPS.gray,
    Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3)),
  );
});

test("viridis and inferno grow lighter throughout", () => {
  for (const name of ["viridis", "inferno"] as const) {
    const table = COLOR_MAPS[name];
    const luma = Array.from({ length: 256 }, (_, i) => {
      const [r, g, b] = table.subarray(3 * i, 3 * i + 3);
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    });
    // Rounding to 8 bits may take back a fraction of a level between neighbours, never more.
    for (let i = 1; i < 256; i++) assert.ok(luma[i]! > luma[i - 1]! - 0.5, `${name} ${i}`);
    for (let i = 4; i < 256; i++) assert.ok(luma[i]! > luma[i - 4]!, `${name} ${i}`);
  }
});

test("mapColour spans the table and clamps", () => {
  assert.deepEqual(mapColour("viridis", 0), [0x44, 0x01, 0x54]);
  assert.deepEqual(mapColour("viridis", 1), [0xfd, 0xe7, 0x25]);
  assert.deepEqual(mapColour("gray", 0.5), [128, 128, 128]);
  assert.deepEqual(mapColour("turbo", -3), mapColour("turbo", 0));
  assert.deepEqual(mapColour("turbo", Number.POSITIVE_INFINITY), mapColour("turbo", 1));
  assert.deepEqual(mapColour("inferno", Number.NaN), mapColour("inferno", 0));
});
